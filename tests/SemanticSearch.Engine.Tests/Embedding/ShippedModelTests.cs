using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Embedding;

/// <summary>The model in models/bundled, as it is laid beside the executable.</summary>
public sealed class ShippedModelTests : IDisposable
{
    private const long LargestModel = 24_000_000; // bytes

    private readonly string folder = Directory.CreateTempSubdirectory("semsearch-shipped-").FullName;
    private readonly StaticEmbedder embedder;

    public ShippedModelTests()
    {
        var models = Path.Combine(RepositoryRoot(), "models");
        string[] shipped = [.. Directory.GetFiles(Path.Combine(models, "bundled"), "*.gguf"), Path.Combine(models, ModelManifest.FileName)];
        foreach (var file in shipped)
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var stream = BundledModel.OpenIn(folder);
        Assert.InRange(stream.Length, 1, LargestModel);
        embedder = StaticEmbedder.Load(stream, StaticEmbedder.BundledId);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_has_the_dimensions_that_the_manifest_says()
    {
        var entry = Assert.Single(ModelManifest.Load(Path.Combine(folder, ModelManifest.FileName)).Models, model => model.Bundled);
        Assert.Equal(entry.Dimensions, embedder.Dimensions);
    }

    [Theory]
    [InlineData("wait longer after each failed attempt", 0)]
    [InlineData("turn bytes into a hexadecimal string", 1)]
    [InlineData("remove the oldest entries from the cache", 2)]
    [InlineData("where is the password of a user verified", 3)]
    public void A_question_without_a_word_of_the_answer_finds_it(string question, int answer)
    {
        string[] code =
        [

            "async def retry(call, tries):\n    delay = 0.1\n    for _ in range(tries):\n        try:\n            return await call()\n        except IOError:\n            await sleep(delay)\n            delay *= 2",

            "func Encode(src []byte) []byte {\n\tfor i, v := range src {\n\t\tdst[i*2] = digits[v>>4]\n\t\tdst[i*2+1] = digits[v&0x0f]\n\t}\n\treturn hex(dst)\n}",
            "void Evict() { while (_lru.Count > _capacity) { _map.Remove(_lru.Last.Key); _lru.RemoveLast(); } }",
            "def authenticate(login, secret):\n    account = accounts.find(login)\n    return bcrypt.check(secret, account.digest)",
        ];
        var vectors = new float[code.Length * embedder.Dimensions];
        embedder.EmbedDocuments(code, vectors, CancellationToken.None);
        var query = new float[embedder.Dimensions];
        embedder.EmbedQuery(question, query);
        var scores = Enumerable.Range(0, code.Length)
            .Select(i => query.Select((value, d) => value * vectors[i * query.Length + d]).Sum())
            .ToArray();
        Assert.Equal(answer, Array.IndexOf(scores, scores.Max()));
    }

    private static string RepositoryRoot()
    {
        var current = new DirectoryInfo(AppContext.BaseDirectory);
        while (current is not null && !File.Exists(Path.Combine(current.FullName, "SemanticSearch.sln"))) current = current.Parent;
        return current?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
