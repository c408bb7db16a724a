using System.Runtime.InteropServices;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Embedding;

/// <summary>A static embedding as it lies in its file: a row of int8 for each token, with a scale.</summary>
/// <param name="Rows">Tokens.Length × Dimensions values; the vector of token i is Rows[i] × Scales[i].</param>
/// <param name="PathWeight">How much a chunk's path counts beside its text, both normalised; tuned on held-out repositories.</param>
public sealed record StaticModel(string[] Tokens, int Dimensions, sbyte[] Rows, float[] Scales, float PathWeight)
{
    public const string Architecture = "semsearch-static";

    private const string ArchitectureKey = "general.architecture", NameKey = "general.name", LicenceKey = "general.license",
        DimensionsKey = "semsearch-static.embedding_length", TokenizerKey = "semsearch-static.tokenizer_version",
        PathWeightKey = "semsearch-static.path_weight", TokensKey = "tokenizer.ggml.tokens",
        RowsTensor = "token_embd.weight", ScalesTensor = "token_embd.scale";

    private const int SmallestDimensions = 8, LargestDimensions = 4_096;

    /// <exception cref="ModelFormatException">The file is not a static model that this version reads, or is damaged.</exception>
    public static StaticModel Load(Stream file)
    {
        var gguf = GgufReader.Read(file);
        var architecture = gguf.Get<string>(ArchitectureKey);
        if (architecture != Architecture) throw Unusable($"its architecture is '{architecture}', not '{Architecture}'");
        var tokenizer = gguf.Get<uint>(TokenizerKey);
        if (tokenizer != CodeTokenizer.Version)
        {
            throw Unusable($"it was made for version {tokenizer} of the tokeniser, this is version {CodeTokenizer.Version}");
        }

        var dimensions = gguf.Get<uint>(DimensionsKey);
        if (dimensions is < SmallestDimensions or > LargestDimensions || dimensions % SmallestDimensions != 0)
        {
            throw Unusable($"it has {dimensions} dimensions; multiples of {SmallestDimensions} up to {LargestDimensions} are allowed");
        }

        var pathWeight = gguf.Get<float>(PathWeightKey);
        if (!(pathWeight >= 0 && pathWeight <= 10)) throw Unusable($"its path weight is {pathWeight}; 0 to 10 is allowed");
        var tokens = gguf.Get<string[]>(TokensKey);
        var rows = new sbyte[CheckShape(gguf.Tensor(RowsTensor), GgufTensorType.I8, dimensions, tokens.Length)];
        var scales = new float[CheckShape(gguf.Tensor(ScalesTensor), GgufTensorType.F32, tokens.Length)];
        gguf.ReadData(file, gguf.Tensor(RowsTensor), MemoryMarshal.AsBytes(rows.AsSpan()));
        gguf.ReadData(file, gguf.Tensor(ScalesTensor), MemoryMarshal.AsBytes(scales.AsSpan()));
        if (!scales.All(float.IsFinite)) throw Unusable("a scale is not a finite number");
        return new StaticModel(tokens, (int)dimensions, rows, scales, pathWeight);
    }

    public void Save(Stream file, string name, string licence)
    {
        var writer = new GgufWriter();
        writer.Add(ArchitectureKey, Architecture);
        writer.Add(NameKey, name);
        writer.Add(LicenceKey, licence);
        writer.Add(DimensionsKey, (uint)Dimensions);
        writer.Add(TokenizerKey, (uint)CodeTokenizer.Version);
        writer.Add(PathWeightKey, PathWeight);
        writer.Add(TokensKey, Tokens);
        writer.AddTensor(RowsTensor, GgufTensorType.I8, [Dimensions, Tokens.Length], MemoryMarshal.AsBytes(Rows.AsSpan()).ToArray());
        writer.AddTensor(ScalesTensor, GgufTensorType.F32, [Tokens.Length], MemoryMarshal.AsBytes(Scales.AsSpan()).ToArray());
        writer.Write(file);
    }

    private static int CheckShape(GgufTensor tensor, GgufTensorType type, params long[] shape)
    {
        if (tensor.Type != type || !tensor.Shape.SequenceEqual(shape))
        {
            throw Unusable(
                $"tensor '{tensor.Name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}], not {type} [{string.Join(", ", shape)}]");
        }

        return (int)shape.Aggregate(1L, (product, size) => product * size);
    }

    private static ModelFormatException Unusable(string why) =>
        new($"The model cannot be used here: {why}. Install the model that belongs to this version.");
}
