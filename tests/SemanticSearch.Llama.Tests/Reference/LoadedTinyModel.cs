using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>A tiny model in a folder of its own, and in llama.cpp.</summary>
internal sealed class LoadedTinyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LlamaContext _context;

    public LoadedTinyModel(TinyModelOptions options)
        : this(options, TinyModel.Build(options))
    {
    }

    /// <param name="options">Those that the model was built with.</param>
    public LoadedTinyModel(TinyModelOptions options, TinyModel tiny)
    {
        var path = tiny.Write(_folder.FullPath("tiny.gguf"));
        File = System.IO.File.OpenRead(path);
        Model = LlamaModel.Load(TestLlama.Load(), path, new LlamaModelOptions(), progress: null, CancellationToken.None);
        _context = new LlamaContext(
            Model, new LlamaContextOptions(BatchTokens: options.ContextLength * 4, Sequences: 16, Threads: 1, (LlamaPooling)options.Pooling));
    }

    public FileStream File { get; }

    public LlamaModel Model { get; }

    /// <summary>In one batch.</summary>
    public float[][] Embed(params string[] texts)
    {
        var vectors = new float[texts.Length * Model.Dimensions];
        var tokens = texts.Select(text => (ReadOnlyMemory<int>)Model.Vocabulary.Tokenize(text, addSpecial: true)).ToList();
        _context.Embed(tokens, vectors, CancellationToken.None);
        return [.. vectors.Chunk(Model.Dimensions)];
    }

    public void Dispose()
    {
        _context.Dispose();
        Model.Dispose();
        File.Dispose();
        _folder.Dispose();
    }
}
