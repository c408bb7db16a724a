using System.CommandLine;
using System.Globalization;
using SemanticSearch.Engine.Search;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Evaluation;

/// <summary>`product`: the whole product on held-out repositories, each mode beside the others.</summary>
internal static class ProductCommand
{
    public static Command Make()
    {
        var pairs = new Option<DirectoryInfo>("--pairs") { Required = true, Description = "Folder of shards that mine wrote." };
        var repositories = new Option<FileInfo>("--repositories") { Required = true, Description = "repositories.tsv" };
        var weights = new Option<string[]>("--weights") { Description = "Ranking weights to try besides: \"LexicalShare=0.4,TestFactor=0.8\"; may be repeated." };
        var command = new Command("product", "Documentation to its definition among 10,000, through the real index: lexical, semantic and hybrid, MRR@10.") { pairs, repositories, weights };
        command.SetAction(async (result, cancellation) =>
        {
            var heldOut = RepositoryList.Load(result.GetRequiredValue(repositories).FullName).Where(repository => repository.HeldOut);
            var (_, mixed) = EvaluateCommand.DrawSets(EvaluationSet.Load(result.GetRequiredValue(pairs).FullName, heldOut));
            using var evaluation = new ProductEvaluation(mixed);
            var report = await evaluation.IndexAsync(cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mixed.Items.Count:N0} definitions, {report.FilesParsed:N0} indexed, {report.FilesSkipped:N0} skipped"));
            Console.WriteLine("language       queries  lexical  semantic  hybrid   (MRR@10)");
            foreach (var row in await evaluation.AskAsync(null, cancellation).ConfigureAwait(false)) Print(row);
            foreach (var tried in result.GetValue(weights) ?? [])
            {
                Console.WriteLine(tried);
                Print((await evaluation.AskAsync(Apply(tried), cancellation).ConfigureAwait(false))[^1]);
            }
            return 0;
        });
        return command;
    }

    private static void Print(ProductResult row)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name,-14}{row.Queries,8}{row.Lexical,9:.000}{row.Semantic,10:.000}{row.Hybrid,8:.000}"));

    private static RankingWeights Apply(string changes)
    {
        var weights = new RankingWeights();
        foreach (var change in changes.Split(','))
        {
            if (change.Split('=') is not [var name, var value] || typeof(RankingWeights).GetProperty(name) is not { CanWrite: true } property)
            {
                throw new ArgumentException($"'{change}' is not the name of a ranking weight, '=' and a number.");
            }
            property.SetValue(weights, property.PropertyType.IsEnum
                ? Enum.Parse(property.PropertyType, value)
                : Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        }
        return weights;
    }
}
