using System.CommandLine;

namespace SemanticSearch.Training.Mining;

/// <summary>`list` and `mine`: from git checkouts to shards of pairs.</summary>
internal static class MineCommand
{
    private static readonly Option<DirectoryInfo> Checkouts =
        new("--checkouts") { Required = true, Description = "Folder of <owner>+<name> folders, each a clone (bare or not)." };

    private static readonly Option<FileInfo> Repositories = new("--repositories") { Required = true, Description = "repositories.tsv" };

    public static Command List()
    {
        var heldOut = new Option<FileInfo>("--heldout")
        {
            Required = true,
            Description = "File with the owner/name of a held-out repository on each line.",
        };
        var command = new Command("list", "Writes repositories.tsv: those of the checkouts whose licence is permissive.")
        {
            Checkouts, Repositories, heldOut,
        };
        command.SetAction(result => ListRepositories(
            result.GetRequiredValue(Checkouts).FullName,
            result.GetRequiredValue(Repositories).FullName,
            File.ReadAllLines(result.GetRequiredValue(heldOut).FullName)));
        return command;
    }

    public static Command Mine()
    {
        var output = new Option<DirectoryInfo>("--out")
        {
            Required = true,
            Description = "Folder for the shards; those that are there are kept.",
        };
        var parts = new Option<MinedPart[]>("--parts")
        {
            DefaultValueFactory = _ => Enum.GetValues<MinedPart>(),
            AllowMultipleArgumentsPerToken = true,
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("mine", "Makes pairs of text and code, one shard for each repository.")
        {
            Checkouts, Repositories, output, parts, threads,
        };
        command.SetAction((result, cancellation) => MineRepositories(
            result.GetRequiredValue(Checkouts).FullName,
            RepositoryList.Load(result.GetRequiredValue(Repositories).FullName),
            result.GetRequiredValue(output).FullName,
            result.GetValue(parts) ?? [],
            result.GetValue(threads),
            cancellation));
        return command;
    }

    private static int ListRepositories(string checkouts, string path, string[] heldOut)
    {
        var repositories = new List<TrainingRepository>();
        var names = Directory.EnumerateDirectories(checkouts).Select(folder => Path.GetFileName(folder).Replace('+', '/'));
        foreach (var name in names.Where(name => name.Contains('/')))
        {
            if (Exclusions.IsExcluded(name) || GitRepository.Find(checkouts, name) is not { } repository) continue;
            var licence = LicenceMap.Read(repository, repository.ListFiles()).Summary;
            if (licence is null or "") Console.Error.WriteLine($"{name}: no permissive licence found, left out");
            else repositories.Add(new TrainingRepository(name, repository.Head(), licence, heldOut.Contains(name)));
        }

        RepositoryList.Save(path, repositories);
        Console.Error.WriteLine(
            $"{repositories.Count} repositories, {repositories.Count(repository => repository.HeldOut)} of them held out");
        return 0;
    }

    private static async Task<int> MineRepositories(
        string checkouts, IReadOnlyList<TrainingRepository> repositories, string output, MinedPart[] parts, int threads,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        var done = 0;
        long pairs = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(repositories, options, (entry, token) =>
        {
            if (GitRepository.Find(checkouts, entry.Name) is not { } repository) return Report(entry.Name, "no checkout, left out");
            foreach (var part in parts)
            {
                var shard = PairShard.PathOf(output, entry.Name, part);
                if (File.Exists(shard)) continue;
                var mined = part == MinedPart.Files
                    ? RepositoryMiner.MineFiles(repository, entry.HeldOut, token)
                    : RepositoryMiner.MineCommits(repository);
                PairShard.Write(shard, mined);
                Interlocked.Add(ref pairs, mined.Count);
            }

            var head = repository.Head();
            return Report(entry.Name, head == entry.Revision ? "done" : $"done, but at {head}, not the listed revision");
        });
        return 0;

        ValueTask Report(string name, string what)
        {
            Console.Error.WriteLine(
                $"{Interlocked.Increment(ref done)}/{repositories.Count} {name}: {what}, {Interlocked.Read(ref pairs):N0} in all");
            return ValueTask.CompletedTask;
        }
    }
}
