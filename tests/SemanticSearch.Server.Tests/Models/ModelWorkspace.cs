using System.Runtime.InteropServices;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests.Indexing;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>A folder of sources with its index, and tiny models to choose for it.</summary>
internal sealed class ModelWorkspace : IAsyncDisposable
{
    private static readonly MemoryReading Plenty = new(64_000_000_000, 60_000_000_000, "this test");

    private readonly WorkspaceFixture _workspace = new();
    private readonly TemporaryFolder _models = new();
    private readonly List<ModelHost> _hosts = [];

    public string IndexFile => _workspace.IndexFile;

    public RelayLog Relayed => new(_models.FullPath("relay.log"));

    public void Write(string path, string text) => _workspace.Write(path, text);

    public void WriteSources(int count)
    {
        for (var i = 0; i < count; i++) Write($"module{i % 7}/request{i}.py", WorkspaceFixture.Source(i));
    }

    public string Full(string path) => _workspace.Full(path);

    /// <returns>The path, by which it is chosen.</returns>
    public string WriteModel(string name, TinyModelOptions options) => TinyModel.Write(_models.FullPath($"{name}.gguf"), options);

    /// <inheritdoc cref="WriteModel"/>
    public string WriteGoodModel(string name) => GoodModel.Write(_models.FullPath($"{name}.gguf"));

    public ModelHost NewHost(WorkerLaunch? launch = null)
    {
        var host = new ModelHost(new ModelHostOptions(
            (model, _, _) => Task.Run(() => EmbedderFixture.ChoiceOf(model)), [WorkerFixture.Cpu], launch ?? WorkerFixture.Launch, _ => { }, TimeProvider.System, () => Plenty));
        _hosts.Add(host);
        return host;
    }

    /// <param name="indexFile">Null for the usual one.</param>
    public WorkspaceIndex Open(ModelHost? host = null, string? indexFile = null)
        => WorkspaceIndex.Open(new WorkspaceOptions(_workspace.Folder, indexFile ?? IndexFile, _models.Path, Models: host ?? NewHost()));

    public static Task<SearchAnswer> SearchAsync(WorkspaceIndex index, string query = "request queue")
        => index.SearchAsync(new SearchRequest(query, 10, SearchMode.Hybrid, SearchFilter.None), CancellationToken.None).WaitAsync(WorkerFixture.Patience);

    /// <param name="patience">Null for what a small workspace takes at most.</param>
    public static async Task<GenerationReport> EmbedAsync(WorkspaceIndex index, TimeSpan? patience = null)
    {
        await index.IndexAsync(false, null, CancellationToken.None);
        return (await index.EmbedAsync(null, CancellationToken.None).WaitAsync(patience ?? WorkerFixture.Patience))[0];
    }

    /// <summary>The vectors that a model's generation has for the chunks that there are, by chunk.</summary>
    public Dictionary<long, float[]> Vectors(string model, string? indexFile = null)
    {
        using var database = IndexDatabase.OpenForReading(indexFile ?? IndexFile)!;
        var generation = Assert.Single(Generations.All(database.Connection), generation => generation.Model == model && generation.State != Generations.Archived);
        using var command = database.Command($"SELECT chunk_id, vector FROM {generation.VectorTable} WHERE chunk_id IN (SELECT id FROM chunks)");
        using var reader = command.ExecuteReader();
        var vectors = new Dictionary<long, float[]>();
        while (reader.Read()) vectors.Add(reader.GetInt64(0), MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(1)).ToArray());
        return vectors;
    }

    public long Number(string sql, string? indexFile = null)
    {
        using var database = IndexDatabase.OpenForReading(indexFile ?? IndexFile)!;
        return database.Number(sql);
    }

    /// <summary>Every chunk in a segment has codes, and they tell the same as its vector, in each generation that answers or stands by.</summary>
    public static void AssertSound(WorkspaceIndex index)
    {
        Assert.All(index.Diagnose(CancellationToken.None), finding => Assert.True(finding.Ok, $"{finding.Check}: {finding.Detail}"));
        Assert.All(
            index.Diagnose(CancellationToken.None).Where(finding => finding.Check.StartsWith("Vectors", StringComparison.Ordinal)),
            finding => Assert.EndsWith("; 0 chunks not read yet", finding.Detail, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        _workspace.Dispose();
        _models.Dispose();
    }
}
