namespace SemanticSearch.Engine.Models;

/// <summary>What a GGUF file says about itself: metadata and where its tensors lie. The tensors' data is read on request.</summary>
/// <param name="Metadata">
/// Values as .NET scalars and strings; arrays as string[], as arrays of the scalar (of bytes for Booleans), or object[] of arrays.
/// </param>
/// <param name="DataOffset">Bytes from the start of the file to the tensor data.</param>
public sealed record GgufFile(
    IReadOnlyDictionary<string, object> Metadata, IReadOnlyList<GgufTensor> Tensors, int Alignment, long DataOffset)
{
    /// <summary>The value of a key that has to be there with this type.</summary>
    /// <exception cref="ModelFormatException">The key is missing or has another type.</exception>
    public T Get<T>(string key)
        where T : notnull
    {
        if (!Metadata.TryGetValue(key, out var value))
        {
            throw new ModelFormatException(
                $"The model has no metadata '{key}'. It is a model of another kind, or damaged: get the file again.");
        }

        return value is T typed
            ? typed
            : throw new ModelFormatException(
                $"The model's metadata '{key}' is {value.GetType().Name}, {typeof(T).Name} was expected. Get the file again.");
    }

    /// <exception cref="ModelFormatException">There is no tensor of that name.</exception>
    public GgufTensor Tensor(string name) =>
        Tensors.FirstOrDefault(tensor => tensor.Name == name)
        ?? throw new ModelFormatException(
            $"The model has no tensor '{name}'. It is a model of another kind, or damaged: get the file again.");

    /// <summary>Reads one tensor's bytes as they are in the file.</summary>
    /// <exception cref="ModelFormatException">The file ends too early: it became shorter since its header was read.</exception>
    public void ReadData(Stream file, GgufTensor tensor, Span<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, tensor.ByteLength);
        file.Position = DataOffset + tensor.Offset;
        try
        {
            file.ReadExactly(data);
        }
        catch (EndOfStreamException cause)
        {
            throw new ModelFormatException($"The model ends inside tensor '{tensor.Name}'. Get the file again.", cause);
        }
    }
}
