using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// The whole product over a real folder, the executable as users run it: indexing beside parsing only, reopening, queries, saves, memory.
/// Every figure is a median over runs, and beside it stands its anchor from the same call.
/// </summary>
internal static class WholeRun
{
    private const int Queries = 200;
    private const int Saves = 40;

    public static string RepositoryRoot { get; } = FindRepository();

    public static async Task<int> RunAsync(string folder, int runs)
    {
        folder = Path.GetFullPath(folder);
        var home = Directory.CreateTempSubdirectory("semsearch-bench-").FullName;
        try
        {
            Console.WriteLine($"folder            {folder}");
            var parsing = Median(Enumerable.Range(0, runs).Select(_ => ParseOnly(folder)).ToList(), "parsing only");
            var indexing = new List<double>();
            var memory = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                var index = Path.Combine(home, $"run{run}.db");
                var (seconds, peak) = Semsearch("index", folder, "--index", index);
                indexing.Add(seconds);
                memory.Add(peak);
            }
            var indexed = Median(indexing, "indexing, whole process");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio             {indexed / parsing:F2} × parsing only"));
            Figure("peak memory, indexing", memory, "MB");
            var file = Path.Combine(home, "run0.db");
            Figure("unchanged re-index, whole process", Times(runs, () => Semsearch("index", folder, "--index", file).Seconds * 1_000), "ms");
            Figure("one search, whole process", Times(runs, () => Semsearch("search", "where are ignore rules applied", "--path", folder, "--index", file).Seconds * 1_000), "ms");
            Console.WriteLine($"index file        {new FileInfo(file).Length / 1e6:F0} MB");
            await InProcessAsync(folder, file).ConfigureAwait(false);
            return 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Reading and chunking every file once, on as many threads as indexing uses workers: what indexing is measured against.</summary>
    private static double ParseOnly(string folder)
    {
        var clock = Stopwatch.StartNew();
        using var chunker = new CodeChunker();
        var (files, chunks, characters) = (0, 0, 0L);
        foreach (var entry in new FolderScanner(folder, ScanOptions.Default).Scan(CancellationToken.None))
        {
            if (entry.Skip is not null) continue;
            var source = SourceReader.Read(Path.Combine(folder, entry.Path), entry.Path, ScanOptions.Default);
            if (source.Skip is not null) continue;
            files++;
            characters += source.Text.Length;
            chunks += chunker.Chunk(entry.Path, source.Text, CancellationToken.None).Chunks.Count;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"parsed            {files:N0} files, {chunks:N0} chunks, {characters / 1e6:F1} M characters"));
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task InProcessAsync(string folder, string indexFile)
    {
        var opening = Stopwatch.StartNew();
        await using var index = WorkspaceIndex.Open(new WorkspaceOptions(folder, indexFile, Path.GetDirectoryName(indexFile)!));
        Search(index, "first question after opening");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open and first answer, warm process  {opening.Elapsed.TotalMilliseconds:F0} ms"));

        string[] questions =
        [
            "where are ignore rules applied", "read a configuration file and validate it", "retry a failed request with back-off", "parse command line arguments",
            "getUserName", "compute a hash of the contents", "convert a date to text", "handle a lost connection",
        ];
        // Warm is what an editor's sidecar is after a minute: the files in the system's cache, the code compiled for good.
        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            for (var i = 0; i < Queries; i++) Search(index, questions[i % questions.Length], mode);
        }
        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            var times = new List<double>();
            for (var i = 0; i < Queries; i++)
            {
                var clock = Stopwatch.StartNew();
                Search(index, questions[i % questions.Length], mode);
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"query, warm, {mode,-9} p50 {times[Queries / 2]:F1} ms, p95 {times[Queries * 95 / 100]:F1} ms, p99 {times[Queries * 99 / 100]:F1} ms"));
        }
        await SavesAsync(folder, index).ConfigureAwait(false);
    }

    /// <summary>From the write of a file in a watched folder to the moment a search finds its new word.</summary>
    private static async Task SavesAsync(string folder, WorkspaceIndex index)
    {
        var probe = Path.Combine(folder, "semsearch_bench_probe.py");
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var times = new List<double>();
        var clock = new Stopwatch();
        try
        {
            await foreach (var happened in index.WatchAsync(stop.Token).ConfigureAwait(false))
            {
                if (happened.Kind == "indexed" && times.Count < Saves && Search(index, Word(times.Count), SearchMode.Lexical).Hits.Any(hit => hit.Snippet.Contains(Word(times.Count), StringComparison.Ordinal)))
                {
                    times.Add(clock.Elapsed.TotalMilliseconds);
                }
                if (times.Count == Saves) break;
                if (happened.Kind is not ("ready" or "indexed")) continue;
                clock.Restart();
                await File.WriteAllTextAsync(probe, $"def {Word(times.Count)}():\n    return {times.Count}\n", stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            File.Delete(probe);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"save to searchable, watching  p50 {times[Saves / 2]:F0} ms, p95 {times[Saves * 95 / 100]:F0} ms (15 ms of them wait for quiet)"));
    }

    private static string Word(int number) => $"benchmarkprobe{(char)('a' + number / 26)}{(char)('a' + number % 26)}";

    private static SearchAnswer Search(WorkspaceIndex index, string query, SearchMode mode = SearchMode.Hybrid)
        => index.SearchAsync(new SearchRequest(query, SearchRequest.DefaultLimit, mode, SearchFilter.None), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>As `npm run build` leaves it.</summary>
    internal static string Executable { get; } = Path.Combine(RepositoryRoot, "artifacts", "semsearch", OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch");

    private static (double Seconds, double PeakMegabytes) Semsearch(params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(20))
        {
            // Of a process that has ended the peak can no longer be asked; the last answer before that is it.
            process.Refresh();
            if (!process.HasExited) peak = Math.Max(peak, process.PeakWorkingSet64);
        }
        process.WaitForExit();
        Task.WaitAll(errors, output);
        return (clock.Elapsed.TotalSeconds, peak / 1e6);
    }

    private static List<double> Times(int runs, Func<double> measure) => [.. Enumerable.Range(0, runs).Select(_ => measure())];

    private static double Median(List<double> seconds, string name)
    {
        Figure(name, seconds, "s");
        return seconds.Order().ElementAt(seconds.Count / 2);
    }

    internal static void Figure(string name, List<double> values, string unit)
    {
        values.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{values[values.Count / 2]:F2} {unit} (of {values.Count}: {values[0]:F2} to {values[^1]:F2})"));
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SemanticSearch.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("The benchmarks run outside the repository: SemanticSearch.sln is in no folder above them.");
    }
}
