using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;
using SemanticSearch.Llama.Tests;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>Tiny models as the product opens them: the vocabulary here, the weights in a real worker.</summary>
internal sealed class EmbedderFixture : IAsyncDisposable
{
    private readonly List<GgufEmbedder> _open = [];

    public TemporaryFolder Folder { get; } = new();

    public RelayLog Relayed => new(Folder.FullPath("relay.log"));

    public GgufEmbedder Open(TinyModelOptions? options = null, int? dimensions = null, string? deadly = null)
        => Open(TinyModel.Build(options ?? new TinyModelOptions()), dimensions, deadly);

    /// <param name="dimensions">After Matryoshka truncation.</param>
    /// <param name="deadly">A text that has this inside kills the worker.</param>
    public GgufEmbedder Open(TinyModel tiny, int? dimensions = null, string? deadly = null)
    {
        var choice = ChoiceOf(tiny.Write(Folder.FullPath($"tiny {_open.Count}.gguf")));
        if (dimensions is { } fewer) choice = choice with { OutputDimensions = fewer };
        var tokens = deadly is null ? [] : TokensOf(choice.Path, deadly);
        var worker = new EmbeddingWorker(
            new WorkerModel(
                choice.Path, (LlamaPooling)choice.Pooling, choice.Dimensions, GgufEmbedder.WindowOf(choice), GgufEmbedder.MaximumSequences, GgufEmbedder.BulkThreads,
                GgufEmbedder.QueryWindowOf(choice), GgufEmbedder.QueryThreadsOf(choice)),
            [WorkerFixture.Cpu], deadly is null ? WorkerFixture.Launch : Relay.Launch(WorkerFixture.Launch, Relayed.File, tokens), _ => { }, TimeProvider.System);
        var embedder = new GgufEmbedder(choice, ModelTokenizer.Open(TestLlama.Load(), choice.Path, CancellationToken.None), worker, TimeProvider.System);
        _open.Add(embedder);
        return embedder;
    }

    /// <summary>A model's file as the product sees it, without prefixes.</summary>
    public static ModelChoice ChoiceOf(string path)
    {
        var file = EmbeddingModelFile.Inspect(path);
        using var stream = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
        return new ModelChoice(
            Path.GetFileNameWithoutExtension(path), path, file.FileSize, hash, file.Architecture, file.Dimensions, file.Dimensions, file.Pooling!.Value, file.ContextLength, "", "");
    }

    public static int[] TokensOf(string path, string text)
    {
        using var model = LlamaModel.Load(TestLlama.Load(), path, new LlamaModelOptions(VocabularyOnly: true), null, CancellationToken.None);
        return model.Vocabulary.Tokenize(text, addSpecial: false);
    }

    /// <summary>What became of each text: its vector, or the reason why there is none.</summary>
    public static async Task<(float[]? Vector, string? Refusal)[]> EmbedAsync(GgufEmbedder embedder, params IReadOnlyList<string> texts)
    {
        var results = new (float[]?, string?)[texts.Count];
        var told = new int[texts.Count];
        await embedder.EmbedDocumentsAsync(
            texts,
            (index, vector, refusal) =>
            {
                results[index] = (vector, refusal);
                told[index]++;
            },
            CancellationToken.None).WaitAsync(WorkerFixture.Patience);
        Assert.All(told, times => Assert.Equal(1, times));
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var embedder in _open) await embedder.DisposeAsync();
        Folder.Dispose();
    }
}
