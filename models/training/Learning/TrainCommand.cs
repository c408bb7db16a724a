using System.CommandLine;
using System.Diagnostics;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Learning;

/// <summary>`train`: from shards of pairs to a model.</summary>
internal static class TrainCommand
{
    private const float UntunedPathWeight = .3f;

    public static Command Make()
    {
        var defaults = new TrainingOptions();
        var pairs = new Option<DirectoryInfo>("--pairs") { Required = true, Description = "Folder of shards that mine wrote." };
        var repositories = new Option<FileInfo>("--repositories") { Required = true, Description = "repositories.tsv" };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "GGUF file to write." };
        var words = new Option<int>("--words") { DefaultValueFactory = _ => defaults.Words };
        var compounds = new Option<int>("--compounds") { DefaultValueFactory = _ => defaults.Compounds };
        var epochs = new Option<int>("--epochs") { DefaultValueFactory = _ => defaults.Epochs };
        var rate = new Option<float>("--rate") { DefaultValueFactory = _ => defaults.LearningRate };
        var prefixes = new Option<int[]>("--dimensions")
        {
            DefaultValueFactory = _ => defaults.Prefixes,
            AllowMultipleArgumentsPerToken = true,
            Description = "Ascending; the last is the model's.",
        };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => defaults.Batch };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => defaults.Seed };
        var command = new Command("train", "Learns the table of token vectors.")
        {
            pairs, repositories, output, words, compounds, epochs, rate, prefixes, batch, seed,
        };
        command.SetAction((result, cancellation) => Task.Run(
            () => Run(
                result.GetRequiredValue(pairs).FullName,
                RepositoryList.Load(result.GetRequiredValue(repositories).FullName),
                result.GetRequiredValue(output).FullName,
                defaults with
                {
                    Words = result.GetValue(words),
                    Compounds = result.GetValue(compounds),
                    Epochs = result.GetValue(epochs),
                    LearningRate = result.GetValue(rate),
                    Prefixes = result.GetValue(prefixes)!,
                    Batch = result.GetValue(batch),
                    Seed = result.GetValue(seed),
                },
                cancellation),
            cancellation));
        return command;
    }

    private static int Run(
        string shards, IReadOnlyList<TrainingRepository> repositories, string output, TrainingOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var names = repositories.ToLookup(repository => repository.HeldOut, repository => repository.Name);
        var corpus = Corpus.Load(shards, names[false], names[true], options, cancellation);
        Say($"{corpus.PairCount:N0} pairs of {corpus.Repositories.Count} repositories, {corpus.Vocabulary.Count:N0} tokens");
        using var table = Trainer.Train(
            corpus, options, progress => Say($"step {progress.Step}/{progress.Steps}, loss {progress.Loss:0.000}"), cancellation);
        var model = Quantizer.Quantize(
            [.. corpus.Vocabulary.Select(token => token.Token)], table.Rows.Slice(0, (int)table.Rows.Length), UntunedPathWeight);
        using var file = File.Create(output);
        model.Save(file, Packing.Packer.ModelName, Packing.Packer.Licence);
        Say($"wrote {output}, {file.Length:N0} bytes");
        return 0;

        void Say(string what) => Console.Error.WriteLine($"{clock.Elapsed:mm\\:ss} {what}");
    }
}
