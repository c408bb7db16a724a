using System.Security.Cryptography;
using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>A data directory, a workspace, and a manifest of models that the tests can write: in small, those that are known.</summary>
internal sealed class StoreFixture : IDisposable
{
    public const int Dimensions = 64, Layers = 2;

    private readonly TemporaryFolder _folder = new();

    public StoreFixture()
    {
        Home = _folder.CreateFolder("home");
        Workspace = _folder.CreateFolder("workspace");
        Store = new ModelStore(Manifest, Home);
    }

    public static ModelEntry Code { get; } = new(
        "small-code:F32", "small-code.F32.gguf", null, null, Dimensions, "MIT", "tests", new Uri("https://huggingface.co/someone/small-code/resolve/main/small-code.F32.gguf"),
        Architecture: "qwen2", Layers: Layers, Pooling: PoolingKind.Last, QueryPrefix: "Find code: ");

    public static ModelEntry Text { get; } = new(
        "small-text", "small-text.gguf", null, null, Dimensions, "MIT", "tests", new Uri("https://example.org/small-text.gguf"),
        Architecture: "nomic-bert", Layers: Layers, Pooling: PoolingKind.Mean, QueryPrefix: "q: ", DocumentPrefix: "d: ", Matryoshka: [32, 16]);

    public static ModelManifest Manifest { get; } = new(
        [new ModelEntry("bundled", "bundled.gguf", 1, "00", 8, "MIT"), Code, Code with { Id = "small-code:Q8_0", File = "small-code.Q8_0.gguf" }, Text]);

    public ModelStore Store { get; }

    public string Home { get; }

    public string Workspace { get; }

    public static TinyModelOptions CodeModel { get; } = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions, Layers);

    public static TinyModelOptions TextModel { get; } = new(TinyArchitecture.NomicBert, PoolingKind.Mean, Dimensions, Layers);

    public static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>The store with other hashes or sizes in its manifest.</summary>
    public ModelStore StoreWith(ModelEntry entry) => new(Manifest.With(entry), Home);

    public string InHome(string file, TinyModelOptions options) => TinyModel.Write(In(Store.Folder, file), options);

    public string InWorkspace(string file, TinyModelOptions options) => TinyModel.Write(In(Path.Combine(Workspace, "models"), file), options);

    public string Elsewhere(string file, TinyModel model) => model.Write(In(_folder.FullPath("elsewhere"), file));

    public string Elsewhere(string file, TinyModelOptions options) => Elsewhere(file, TinyModel.Build(options));

    public Task<ModelChoice> ResolveAsync(string model) => Store.ResolveAsync(model, Workspace, null, CancellationToken.None);

    /// <summary>Adds a file of the user's, by default with everything said.</summary>
    public Task<UserModel> AddAsync(string path, string? id = null, PoolingKind? pooling = null, string? query = "", string? document = "", int? dimensions = null, bool copy = false) =>
        new ModelAddition(path, id, pooling, query, document, dimensions, copy).AddToAsync(Store, null, CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    private static string In(string folder, string file) => Path.Combine(Directory.CreateDirectory(folder).FullName, file);
}
