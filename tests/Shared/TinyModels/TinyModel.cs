using SemanticSearch.Engine.Models;

namespace SemanticSearch.Tests.TinyModels;

/// <param name="Shape">The fastest-moving dimension first.</param>
internal sealed record TinyTensor(string Name, GgufTensorType Type, long[] Shape, byte[] Data);

/// <summary>
/// A real embedding model in small: the architecture, the tokenizer and the file format of a large one, and weights by chance. llama.cpp
/// loads it and computes with it. A test that wants it broken builds it, changes one thing, and writes it.
/// </summary>
internal sealed class TinyModel
{
    public TinyModel(List<KeyValuePair<string, object>> metadata, List<TinyTensor> tensors)
        => (Metadata, Tensors) = (metadata, tensors);

    /// <summary>In the order of the file.</summary>
    public List<KeyValuePair<string, object>> Metadata { get; }

    /// <summary>In the order of the file.</summary>
    public List<TinyTensor> Tensors { get; }

    public static TinyModel Build(TinyModelOptions options)
    {
        var (tokens, tokenizer) = options.Architecture == TinyArchitecture.Qwen2
            ? (ByteBpeVocabulary.Tokens, ByteBpeVocabulary.Metadata(ByteBpeVocabulary.Tokens, ByteBpeVocabulary.Merges))
            : (WordPieceVocabulary.Tokens, WordPieceVocabulary.Metadata(WordPieceVocabulary.Tokens));
        var shape = options.Shape(tokens.Count);
        var random = new RandomWeights(options.Seed);
        return new TinyModel(
            [.. shape.Metadata(), .. tokenizer],
            [.. shape.Tensors().Select(plan => random.Fill(plan, options.Type))]);
    }

    /// <returns>The path.</returns>
    public static string Write(string path, TinyModelOptions options) => Build(options).Write(path);

    /// <returns>The path.</returns>
    public string Write(string path)
    {
        var writer = new GgufWriter();
        foreach (var (key, value) in Metadata) writer.Add(key, value);
        foreach (var tensor in Tensors) writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape, tensor.Data);
        using var file = File.Create(path);
        writer.Write(file);
        return path;
    }

    /// <summary>Gives a key another value, at its place, or adds it at the end.</summary>
    public TinyModel Set(string key, object value)
    {
        var at = Metadata.FindIndex(entry => entry.Key == key);
        if (at < 0) Metadata.Add(new(key, value));
        else Metadata[at] = new(key, value);
        return this;
    }

    /// <exception cref="ArgumentException">There is no such key: the test would break nothing.</exception>
    public TinyModel Remove(string key)
    {
        if (Metadata.RemoveAll(entry => entry.Key == key) == 0) throw new ArgumentException($"The model has no '{key}'.", nameof(key));
        return this;
    }

    /// <exception cref="ArgumentException">There is no such tensor: the test would break nothing.</exception>
    public TinyModel RemoveTensor(string name)
    {
        if (Tensors.RemoveAll(tensor => tensor.Name == name) == 0) throw new ArgumentException($"The model has no tensor '{name}'.", nameof(name));
        return this;
    }

    /// <exception cref="ArgumentException">There is no such tensor: the test would break nothing.</exception>
    public TinyModel Change(string name, Func<TinyTensor, TinyTensor> change)
    {
        var at = Tensors.FindIndex(tensor => tensor.Name == name);
        if (at < 0) throw new ArgumentException($"The model has no tensor '{name}'.", nameof(name));
        Tensors[at] = change(Tensors[at]);
        return this;
    }
}
