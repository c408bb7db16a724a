using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>
/// A complete model of each supported architecture in its smallest form, all weights alike, to be broken in one place. llama.cpp loads
/// it and computes with it.
/// </summary>
internal sealed class SmallModel
{
    public const int Layers = 2;
    public const int Dimensions = 32;
    public const int Heads = 4;
    public const int HeadSize = Dimensions / Heads;
    public const int FeedForward = 64;
    public const int Context = 128;
    public const int TokenTypes = 2;
    public const int Experts = 4;

    private SmallModel(string architecture, string tokenizer)
    {
        Architecture = architecture;
        Vocabulary = SmallTokenizers.Add(Metadata, tokenizer);
    }

    public string Architecture { get; }

    public int Vocabulary { get; }

    public List<KeyValuePair<string, object>> Metadata { get; } = [];

    public List<SmallTensor> Tensors { get; } = [];

    /// <param name="tokenizer">tokenizer.ggml.model; null for the one that the architecture mostly has.</param>
    public static SmallModel Of(string architecture, string? tokenizer = null)
    {
        var model = new SmallModel(architecture, tokenizer ?? SmallTokenizers.UsualFor(architecture));
        SmallNetworks.AddMetadata(model);
        SmallNetworks.AddTensors(model);
        return model;
    }

    /// <summary>Gives a key another value, or adds it. A key that begins with a dot is the architecture's.</summary>
    public SmallModel Set(string key, object value)
    {
        var at = IndexOf(key);
        if (at < 0) Metadata.Add(new(Full(key), value));
        else Metadata[at] = new(Full(key), value);
        return this;
    }

    public SmallModel Remove(string key)
    {
        Metadata.RemoveAt(IndexOf(key));
        return this;
    }

    public T Get<T>(string key) => (T)Metadata[IndexOf(key)].Value;

    public SmallModel Tensor(string name, params long[] shape) => Tensor(name, GgufTensorType.F32, shape);

    /// <summary>Gives a tensor another type or shape, or adds it.</summary>
    public SmallModel Tensor(string name, GgufTensorType type, params long[] shape)
    {
        var tensor = new SmallTensor(name, type, shape);
        var at = Tensors.FindIndex(other => other.Name == name);
        if (at < 0) Tensors.Add(tensor);
        else Tensors[at] = tensor;
        return this;
    }

    /// <summary>Leaves a tensor's shape and gives it another type.</summary>
    public SmallModel Retype(string name, GgufTensorType type) => Tensor(name, type, Tensors.Single(tensor => tensor.Name == name).Shape);

    public SmallModel RemoveTensor(string name)
    {
        Tensors.Remove(Tensors.Single(tensor => tensor.Name == name));
        return this;
    }

    public byte[] ToBytes()
    {
        var writer = new GgufWriter();
        foreach (var (key, value) in Metadata) writer.Add(key, value);
        foreach (var tensor in Tensors) writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape, tensor.Data());
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    public string Full(string key) => key[0] == '.' ? Architecture + key : key;

    private int IndexOf(string key) => Metadata.FindIndex(entry => entry.Key == Full(key));
}

/// <param name="Shape">The fastest-moving dimension first.</param>
internal sealed record SmallTensor(string Name, GgufTensorType Type, params long[] Shape)
{
    private const byte Filling = 0x11; // an ordinary small number in every type that is not a whole one

    public byte[] Data()
    {
        var (values, bytes) = GgufLayout.BlockOf(Type);
        var data = new byte[Shape.Aggregate(1L, (product, size) => product * size) / values * bytes];
        Array.Fill(data, Filling);
        return data;
    }
}
