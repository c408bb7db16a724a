using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Engine.Tests.Indexing;

namespace SemanticSearch.Server.Tests;

/// <summary>The real executable, killed at random moments while it indexes a folder that keeps changing.</summary>
public sealed class KillTests
{
    /// <summary>How often it is killed; a longer run is asked for with SEMSEARCH_KILLS=100.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SEMSEARCH_KILLS") ?? "15", CultureInfo.InvariantCulture);

    private const int Files = 400, EditsBetweenKills = 400;

    [Fact]
    public void An_index_killed_at_random_moments_opens_is_sound_and_ends_up_the_same()
    {
        using var sources = new TemporaryFolder();
        using var home = new TemporaryFolder();
        var random = new Random(20_261_121);
        for (var file = 0; file < Files; file++) Write(sources, file, file);
        var index = Path.Combine(home.Path, "killed.db");

        // A life is at most as long as a whole run takes here and now, so that kills fall into all parts of a run.
        var whole = Stopwatch.StartNew();
        Finish(sources.Path, Path.Combine(home.Path, "measured.db"));
        var longestLife = (int)whole.ElapsedMilliseconds;

        var (died, hasTables) = (0, false);
        for (var run = 0; died < Kills; run++)
        {
            Assert.True(run < 10 * Kills, $"Only {died} of {run} runs were still alive when they were to be killed: the folder is too small.");
            for (var edits = 0; edits < EditsBetweenKills; edits++) Write(sources, random.Next(Files), random.Next(10_000));
            File.Delete(Path.Combine(sources.Path, $"part{random.Next(5)}", $"file{random.Next(Files)}.py"));
            using var process = Start(sources.Path, index);
            if (!process.WaitForExit(random.Next(longestLife * 3 / 4)))
            {
                process.Kill(entireProcessTree: true);
                died++;
            }
            process.WaitForExit();
            // A process that dies before its first transaction leaves an empty file; from then on there is always an index.
            if (IndexDump.Integrity(index) is { } verdict)
            {
                Assert.Equal("ok", verdict);
                hasTables = true;
            }
            Assert.True(!hasTables || IndexDump.Integrity(index) is not null, "The index does not open any more.");
        }

        Finish(sources.Path, index);
        var undisturbed = Path.Combine(home.Path, "undisturbed.db");
        Finish(sources.Path, undisturbed);
        Assert.Equal("ok", IndexDump.Integrity(index));
        Assert.Equal(IndexDump.Of(undisturbed), IndexDump.Of(index));
        Assert.Empty(Directory.GetFiles(home.Path, "*.set-aside-*"));
    }

    private static void Write(TemporaryFolder sources, int file, int content)
        => sources.Write($"part{file % 5}/file{file}.py", WorkspaceFixture.Source(content) + "\n\n" + WorkspaceFixture.Source(content + 1));

    private static void Finish(string folder, string index)
    {
        using var process = Start(folder, index);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private static Process Start(string folder, string index)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch"))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["index", folder, "--index", index]) start.ArgumentList.Add(argument);
        start.Environment["SEMSEARCH_HOME"] = Path.GetDirectoryName(index)!;
        return Process.Start(start)!;
    }
}
