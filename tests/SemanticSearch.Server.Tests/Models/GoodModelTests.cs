using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Tests;
using SemanticSearch.Tests.TinyModels;
using Xunit.Abstractions;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>What the tests of a change of the model build on: that one of the tests' own models is good, and the other is not.</summary>
public sealed class GoodModelTests(ITestOutputHelper output)
{
    private static readonly string Corpus = Repository.At("tests", "fixtures", "ranking", "corpus");

    /// <summary>Asked in other words than the code has, as far as that goes; the symbol is the first of its name in the file.</summary>
    private static readonly (string Question, string Path, string Symbol)[] Answers =
    [
        ("where are ignore rules applied", "src/scanning/IgnoreRules.cs", "IgnoreRules"),
        ("erase a user", "src/auth/userStore.ts", "deleteUser"),
        ("read a line from a stream", "src/text/line_utils.py", "read_line"),
        ("stops at a carriage return", "src/text/LineReader.cs", "ReadLine"),
        ("evict the least recently used cache entry", "src/storage/cache.go", "Evict"),
        ("how are passwords stored", "src/auth/hashing.ts", "hashPassword"),
        ("check the password that somebody typed", "src/auth/hashing.ts", "verifyPassword"),
        ("is the session token still valid", "src/auth/session.ts", "validateToken"),
        ("split identifiers at capital letters", "src/text/Tokenizer.cs", "SplitIdentifier"),
        ("wait for a free database connection", "src/storage/connection_pool.go", "Acquire"),
        ("give the connection back", "src/storage/connection_pool.go", "Release"),
        ("how long to sleep before the next attempt", "src/net/http_client.py", "backoff_delay"),
        ("take a URL apart", "src/net/url_parser.py", "parse_url"),
        ("upgrade an old database", "src/storage/migrations.go", "Migrate"),
        ("default configuration values", "src/config/settings.ts", "loadSettings"),
        ("list the entries of a directory", "src/scanning/FolderWalker.cs", "Walk"),
    ];

    /// <summary>The last token's place in a network of chance: nothing of the text's words is left in it.</summary>
    private static readonly TinyModelOptions Random = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions: 64);

    [Fact]
    public async Task The_good_model_answers_at_least_twice_as_well_as_the_random_one()
    {
        await using var workspace = new ModelWorkspace();
        WriteCorpus(workspace);
        await using var index = workspace.Open();
        index.Choose(workspace.WriteGoodModel("good"));
        var good = await MeanReciprocalRankAsync(index, "good");
        index.Choose(workspace.WriteModel("random", Random));
        var random = await MeanReciprocalRankAsync(index, "random");

        output.WriteLine($"MRR over {Answers.Length} questions: good {good:F3}, random {random:F3}");
        Assert.True(good >= 2 * random, $"The good model's MRR is {good:F3}, the random one's {random:F3}.");
    }

    [Fact]
    public void The_file_is_small_and_is_taken_for_a_model_without_complaint()
    {
        using var folder = new TemporaryFolder();
        var file = EmbeddingModelFile.Inspect(GoodModel.Write(folder.FullPath("good.gguf")));

        Assert.Equal(("nomic-bert", 256, PoolingKind.Mean, "F16"), (file.Architecture, file.Dimensions, file.Pooling, file.Quantisation));
        Assert.InRange(file.FileSize, 1_000_000, 60_000_000);
    }

    private static void WriteCorpus(ModelWorkspace workspace)
    {
        foreach (var file in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories))
        {
            workspace.Write(Path.GetRelativePath(Corpus, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText(file));
        }
    }

    /// <returns>The mean over the questions of 1 / the rank of the first right hit, by vectors alone.</returns>
    private async Task<double> MeanReciprocalRankAsync(WorkspaceIndex index, string model)
    {
        await ModelWorkspace.EmbedAsync(index);
        var sum = 0.0;
        foreach (var (question, path, symbol) in Answers)
        {
            var answer = await index.SearchAsync(new SearchRequest(question, SearchRequest.DefaultLimit, SearchMode.Semantic, SearchFilter.None), CancellationToken.None);
            Assert.Equal((model, ""), (answer.Step, answer.Reason));
            var line = 1 + Array.FindIndex(File.ReadAllLines(Path.Combine(Corpus, path)), text => text.Contains(symbol, StringComparison.Ordinal));
            var rank = 1 + answer.Hits.ToList().FindIndex(hit => hit.Path == path && hit.StartLine <= line && line <= hit.EndLine);
            output.WriteLine($"{model} {rank,2}  {question}");
            if (rank > 0) sum += 1.0 / rank;
        }

        return sum / Answers.Length;
    }
}
