using System.CommandLine;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Evaluation;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Packing;

/// <summary>`pack`: from a trained model to the one that ships, with its card and manifest.</summary>
internal static class PackCommand
{
    public static Command Make()
    {
        var model = new Option<FileInfo>("--model") { Required = true, Description = "GGUF file that train wrote." };
        var pathWeight = new Option<float>("--path-weight") { Required = true, Description = "As tuned by eval --path-weights." };
        var pairs = new Option<DirectoryInfo>("--pairs") { Required = true, Description = "Folder of shards that mine wrote." };
        var repositories = new Option<FileInfo>("--repositories") { Required = true, Description = "repositories.tsv" };
        var output = new Option<DirectoryInfo>("--out") { Required = true, Description = "The repository's folder models/." };
        var command = new Command("pack", "Writes bundled/semsearch-static.gguf, its card, and manifest.json.")
        {
            model, pathWeight, pairs, repositories, output,
        };
        command.SetAction(result => Run(
            result.GetRequiredValue(model).FullName,
            result.GetValue(pathWeight),
            result.GetRequiredValue(pairs).FullName,
            RepositoryList.Load(result.GetRequiredValue(repositories).FullName),
            result.GetRequiredValue(output).FullName));
        return command;
    }

    private static int Run(string modelPath, float pathWeight, string shards, IReadOnlyList<TrainingRepository> repositories, string output)
    {
        using var file = File.OpenRead(modelPath);
        var model = StaticModel.Load(file) with { PathWeight = pathWeight };
        var entry = Packer.Pack(model, output);
        var counts = repositories.Where(repository => !repository.HeldOut)
            .SelectMany(repository => PairShard.ReadAll(shards, repository.Name))
            .CountBy(pair => pair.Kind)
            .ToDictionary(count => count.Key, count => (long)count.Value);
        var (sets, mixed) = EvaluateCommand.DrawSets(EvaluationSet.Load(shards, repositories.Where(repository => repository.HeldOut)));
        var card = ModelCard.Write(model, entry, repositories, counts, EvaluateCommand.Measure(model, sets, mixed));
        File.WriteAllText(Path.Combine(output, "bundled", "README.md"), card);
        Console.Error.WriteLine($"packed {entry.File}, {entry.Size:N0} bytes, {entry.Sha256}");
        return 0;
    }
}
