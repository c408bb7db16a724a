using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests;
using SemanticSearch.Engine.Tests.Indexing;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Kills;

/// <summary>A folder of real sources, two models to choose for it, the commands that are run over it, and what must hold whenever one was killed.</summary>
internal sealed partial class KilledFolder : IDisposable
{
    /// <summary>Of the fixture's files, each with names of its own: as many texts as a model reads in a second or two.</summary>
    private const int Copies = 3;

    /// <summary>Another architecture and other dimensions than the good one's, and slow enough to be killed in the middle.</summary>
    private static readonly TinyModelOptions Chance = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions: 64, Layers: 4, ContextLength: 2_048);

    private static readonly string[] Questions =
    [
        "connection pool", "erase a user", "walk a folder", "read lines of a file", "hash a password", "parse an address", "where are ignore rules applied", "open a session",
        "evict from the cache", "cut text into words", "retry a download", "load the settings",
    ];

    private readonly TemporaryFolder _sources = new(), _home = new();
    private readonly SemsearchProcess _semsearch;

    public KilledFolder()
    {
        _semsearch = new SemsearchProcess(_sources.Path, _home.Path);
        var corpus = Repository.At("tests", "fixtures", "ranking", "corpus");
        foreach (var file in Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories))
        {
            for (var copy = 0; copy < Copies; copy++)
            {
                _sources.Write(Path.Combine($"copy{copy}", Path.GetRelativePath(corpus, file)), File.ReadAllText(file).Replace("return", $"return{copy}", StringComparison.Ordinal));
            }
        }
    }

    public string IndexFileOf(string name) => _home.FullPath($"{name}.db");

    public async Task AddModelsAsync()
    {
        await AddAsync(MigrationStory.Good, "mean", GoodModel.Write(_home.FullPath("good.gguf")));
        await AddAsync(MigrationStory.Bad, "last", TinyModel.Write(_home.FullPath("bad.gguf"), Chance));

        async Task AddAsync(string id, string pooling, string file)
            => Succeeded(await _semsearch.RunAsync("model", "add", file, "--id", id, "--pooling", pooling, "--query-prefix", "", "--document-prefix", ""));
    }

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    public async Task<TimeSpan> RunAsync(StoryStep step, string indexFile)
    {
        var clock = Stopwatch.StartNew();
        var before = Embeddings(indexFile);
        Ended(step, indexFile, before, await _semsearch.RunAsync([.. step.Command, "--index", indexFile]));
        return clock.Elapsed;
    }

    /// <returns>Whether it was killed; if not, it has ended well.</returns>
    public async Task<bool> KillAsync(StoryStep step, string indexFile, KillMoment moment)
    {
        var before = Embeddings(indexFile);
        var result = await _semsearch.KillAsync(process => moment.Comes(process, indexFile), [.. step.Command, "--index", indexFile]);
        if (result is not null) Ended(step, indexFile, before, result);
        else Assert.True(step.Purges || before <= Embeddings(indexFile), "Embeddings that were there are gone.");
        return result is null;
    }

    /// <summary>The index answers, by a model whose turn it can be, and nothing in it contradicts anything else.</summary>
    public async Task AssertSoundAsync(StoryStep step, string indexFile, Random random)
    {
        await AssertAnswersAsync(step.Answering, indexFile, Questions[random.Next(Questions.Length)]);
        Assert.Equal("ok", IndexDump.Integrity(indexFile));
        await using var workspace = WorkspaceIndex.Open(new WorkspaceOptions(_sources.Path, indexFile, _home.Path));
        Assert.All(workspace.Diagnose(CancellationToken.None), finding => Assert.True(finding.Ok, $"{finding.Check}: {finding.Detail}"));
    }

    public async Task AssertEndAsync(StoryStep last, string indexFile)
    {
        foreach (var question in Questions) await AssertAnswersAsync([last.Active], indexFile, question);
        Succeeded(await _semsearch.RunAsync("doctor", "--index", indexFile));
    }

    public void Dispose()
    {
        _sources.Dispose();
        _home.Dispose();
    }

    private async Task AssertAnswersAsync(string[] models, string indexFile, string question)
    {
        var search = await _semsearch.RunAsync("search", question, "--no-update", "--json", "--index", indexFile);
        // What was killed before its first file has nothing to find yet.
        if (search.ExitCode == 1 && Number(indexFile, "SELECT count(*) FROM chunks") == 0) return;
        Succeeded(search);
        using var answer = JsonDocument.Parse(search.Output);
        Assert.Contains(answer.RootElement.GetProperty("step").GetString(), models);
        Assert.NotEqual(0, answer.RootElement.GetProperty("results").GetArrayLength());
    }

    /// <summary>It stands where it is to stand, and what it says that it computed is what it added: nothing that was there was computed again.</summary>
    private void Ended(StoryStep step, string indexFile, long embeddingsBefore, ProcessResult result)
    {
        Assert.True(result.ExitCode == 0, $"{step.Name} ended with {result.ExitCode}: {result.Output}{result.Error}");
        if (!step.Purges) Assert.Equal(Embeddings(indexFile) - embeddingsBefore, ComputedBy(result));
    }

    private static long ComputedBy(ProcessResult result)
        => Computed().Matches(result.Output + result.Error).Sum(match => long.Parse(match.Groups[1].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    private static void Succeeded(ProcessResult result) => Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Output}{result.Error}");

    private static long Embeddings(string indexFile) => Number(indexFile, "SELECT count(*) FROM embeddings");

    private static long Number(string indexFile, string sql)
    {
        using var database = IndexDatabase.OpenForReading(indexFile);
        return database?.Number(sql) ?? 0;
    }

    [GeneratedRegex("([0-9,]+) embeddings computed")]
    private static partial Regex Computed();
}
