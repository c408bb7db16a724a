using System.CommandLine;
using System.Globalization;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Evaluation;

/// <summary>`eval`: the model against BM25 on held-out repositories.</summary>
internal static class EvaluateCommand
{
    private const int CandidatesOfLanguage = 1_000, QueriesOfLanguage = 300;

    private const int MixedCandidates = 10_000, MixedQueriesOfLanguage = 150, Seed = 17;

    public static Command Make()
    {
        var pairs = new Option<DirectoryInfo>("--pairs") { Required = true, Description = "Folder of shards that mine wrote." };
        var repositories = new Option<FileInfo>("--repositories") { Required = true, Description = "repositories.tsv" };
        var model = new Option<FileInfo>("--model") { Description = "GGUF file of the model." };
        var export = new Option<FileInfo>("--export")
        {
            Description = "Writes the mixed set as JSON lines, for evaluation through the whole product.",
        };
        var weights = new Option<float[]>("--path-weights")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Path weights to try; the model's own without.",
        };
        var command = new Command("eval", "Documentation to its definition in held-out repositories, MRR@10, by language.")
        {
            pairs, repositories, model, export, weights,
        };
        command.SetAction(result =>
        {
            var heldOut = RepositoryList.Load(result.GetRequiredValue(repositories).FullName).Where(repository => repository.HeldOut);
            var items = EvaluationSet.Load(result.GetRequiredValue(pairs).FullName, heldOut);
            var (sets, mixed) = DrawSets(items);
            if (result.GetValue(export) is { } file) mixed.Export(file.FullName);
            if (result.GetValue(model) is not { } modelFile) return 0;
            using var stream = modelFile.OpenRead();
            var table = StaticModel.Load(stream);
            var tried = result.GetValue(weights) is { Length: > 0 } given ? given : [table.PathWeight];
            ReportSpeed(table, items);
            foreach (var weight in tried)
            {
                Print(weight, Measure(table with { PathWeight = weight }, sets, mixed), details: tried.Length == 1);
            }

            return 0;
        });
        return command;
    }

    public static (IReadOnlyList<EvaluationSet> ByLanguage, EvaluationSet Mixed) DrawSets(IReadOnlyList<EvaluationItem> items) => (
        EvaluationSet.ByLanguage(items, CandidatesOfLanguage, QueriesOfLanguage, Seed),
        EvaluationSet.Mixed(items, MixedCandidates, MixedQueriesOfLanguage, Seed));

    /// <returns>A result for each language, then their mean, then the mixed set.</returns>
    public static IReadOnlyList<EvaluationResult> Measure(StaticModel table, IReadOnlyList<EvaluationSet> sets, EvaluationSet mixed)
    {
        var embedder = Embedder(table);
        EvaluationResult[] results = [.. sets.Select(set => Evaluator.Evaluate(set, embedder))];
        var mean = new EvaluationResult(
            "mean of languages", 0, results.Sum(result => result.Queries), results.Average(result => result.Lexical),
            results.Average(result => result.Model), results.Average(result => result.Fused));
        return [.. results, mean, Evaluator.Evaluate(mixed, embedder)];
    }

    /// <summary>Embeds all items on this thread, twice, because the first time the code is still being compiled.</summary>
    private static void ReportSpeed(StaticModel table, IReadOnlyList<EvaluationItem> items)
    {
        var embedder = Embedder(table);
        string[] texts = [.. items.Select(item => item.Code)];
        var vectors = new float[texts.Length * table.Dimensions];
        embedder.EmbedDocuments(texts, vectors, CancellationToken.None);
        var processor = Environment.CpuUsage.TotalTime;
        embedder.EmbedDocuments(texts, vectors, CancellationToken.None);
        var seconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"encoding: {texts.Length / seconds:N0} texts of {texts.Average(text => text.Length):0} characters a second of one core's time"));
    }

    private static StaticEmbedder Embedder(StaticModel table)
    {
        using var packed = new MemoryStream();
        table.Save(packed, "evaluation", "none");
        return StaticEmbedder.Load(packed, "evaluation");
    }

    private static void Print(float pathWeight, IReadOnlyList<EvaluationResult> results, bool details)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"path weight {pathWeight:0.00}: MRR@10 of BM25, model, model + {Evaluator.LexicalShare} BM25"));
        foreach (var result in details ? results : results.TakeLast(2))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Name,-18} {result.Candidates,6} {result.Queries,5}  {result.Lexical:.000}  {result.Model:.000}  {result.Fused:.000}"));
        }
    }
}
