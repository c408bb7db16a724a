using System.Text;

namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>
/// A file's tensors, ticked off one by one against what the architecture has. llama.cpp computes with whatever type a tensor has, and
/// ends the process, or writes past the end of a buffer, where it cannot.
/// </summary>
internal sealed class TensorTable
{
    private const int MaximumNameBytes = 63; // GGML_MAX_NAME, with a zero at its end

    /// <summary>Types that every backend of llama.cpp multiplies with.</summary>
    public static IReadOnlyList<GgufTensorType> MatrixTypes { get; } =
    [
        GgufTensorType.F32, GgufTensorType.F16, GgufTensorType.BF16,
        GgufTensorType.Q4_0, GgufTensorType.Q4_1, GgufTensorType.Q5_0, GgufTensorType.Q5_1, GgufTensorType.Q8_0,
        GgufTensorType.Q2_K, GgufTensorType.Q3_K, GgufTensorType.Q4_K, GgufTensorType.Q5_K, GgufTensorType.Q6_K,
        GgufTensorType.IQ4_NL, GgufTensorType.IQ4_XS,
    ];

    private readonly Dictionary<string, GgufTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _architecture;

    /// <exception cref="ModelFormatException">The tensors do not lie as llama.cpp reads them, or a name is too long for it.</exception>
    public TensorTable(GgufFile file, string architecture)
    {
        _architecture = architecture;
        long expected = 0;
        foreach (var tensor in file.Tensors)
        {
            if (Encoding.UTF8.GetByteCount(tensor.Name) > MaximumNameBytes)
            {
                throw new ModelFormatException($"A tensor's name is longer than {MaximumNameBytes} bytes: '{tensor.Name[..32]}…'. Get the file again.");
            }

            if (tensor.Offset != expected)
            {
                throw new ModelFormatException(
                    $"Tensor '{tensor.Name}' begins at byte {tensor.Offset} of the data, {expected} was expected: the file was not written in one piece. Get the file again.");
            }

            expected += (tensor.ByteLength + file.Alignment - 1) / file.Alignment * file.Alignment;
            _tensors.Add(tensor.Name, tensor);
        }
    }

    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <returns>The number of rows of a matrix; null when it is not there.</returns>
    public long? RowsOf(string name) => _tensors.TryGetValue(name, out var tensor) && tensor.Shape.Count > 1 ? tensor.Shape[1] : null;

    /// <summary>A matrix to multiply with, in any of the usual types.</summary>
    public void Matrix(string name, params long[] shape)
    {
        var tensor = Take(name, shape);
        if (!MatrixTypes.Contains(tensor.Type))
        {
            throw new ModelFormatException(
                $"Tensor '{name}' is of type {tensor.Type}, which cannot be computed with. Get the model in another quantisation: Q8_0 and Q4_K_M always work.");
        }
    }

    public void OptionalMatrix(string name, params long[] shape)
    {
        if (Has(name)) Matrix(name, shape);
    }

    /// <summary>Factors of a norm, a bias, a table that is added: F32 in every model, and llama.cpp has no addition for others.</summary>
    public void Plain(string name, params long[] shape)
    {
        var tensor = Take(name, shape);
        if (tensor.Type != GgufTensorType.F32)
        {
            throw new ModelFormatException($"Tensor '{name}' is of type {tensor.Type}; it has to be F32. Convert the model again with a current llama.cpp.");
        }
    }

    public void OptionalPlain(string name, params long[] shape)
    {
        if (Has(name)) Plain(name, shape);
    }

    /// <exception cref="ModelFormatException">There are tensors that the architecture does not have.</exception>
    public void RefuseOthers()
    {
        var others = _tensors.Keys.Where(name => !_known.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (others.Count == 0) return;
        throw others.Exists(name => name.StartsWith("cls.", StringComparison.Ordinal))
            ? ModelPurpose.Reranker("it has a classifier ('cls.…') at its end")
            : new ModelFormatException(
                $"The model has what {_architecture} models do not have: tensor '{others[0]}'{(others.Count > 1 ? $" and {others.Count - 1} more" : "")}. Choose a plain build of the model, without adapters.");
    }

    private GgufTensor Take(string name, long[] shape)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
        {
            throw new ModelFormatException(
                $"The model has no tensor '{name}', which every {_architecture} model has. It was converted incompletely: get another build of it.");
        }

        _known.Add(name);
        // Sizes of 1 at the end say nothing: [8] is [8, 1].
        for (var i = 0; i < Math.Max(shape.Length, tensor.Shape.Count); i++)
        {
            if (SizeAt(shape, i) == SizeAt(tensor.Shape, i)) continue;
            throw new ModelFormatException(
                $"Tensor '{name}' is [{string.Join(", ", tensor.Shape)}]; the metadata ask for [{string.Join(", ", shape)}]. Get another build of the model.");
        }

        return tensor;
    }

    private static long SizeAt(IReadOnlyList<long> shape, int i) => i < shape.Count ? shape[i] : 1;
}
