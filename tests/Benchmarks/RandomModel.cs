using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// A model of the size of a published one and of random weights: computing with it takes as long and as much memory, and what it says means
/// nothing.
/// </summary>
internal sealed class RandomModel
{
    private readonly NetworkShape _shape;
    private readonly Func<int, IEnumerable<KeyValuePair<string, object>>> _tokenizer;

    /// <param name="tokenizer">The metadata of one with so many tokens.</param>
    private RandomModel(NetworkShape shape, Func<int, IEnumerable<KeyValuePair<string, object>>> tokenizer) => (_shape, _tokenizer) = (shape, tokenizer);

    /// <summary>By the names of the command line.</summary>
    public static IReadOnlyDictionary<string, RandomModel> Kinds { get; } = new Dictionary<string, RandomModel>
    {
        ["nomic137m-q8_0"] = Nomic137M(GgufFileType.Q8_0),
        ["nomic137m-f16"] = Nomic137M(GgufFileType.F16),
        ["qwen7b-q4_k_m"] = Qwen7B(),
    };

    public void Write(string path)
    {
        var writer = new GgufWriter();
        foreach (var (key, value) in _shape.Metadata().Concat(_tokenizer(_shape.VocabularySize))) writer.Add(key, value);
        var blocks = new RandomBlocks(seed: 13);
        foreach (var plan in _shape.Tensors())
        {
            var type = TypeOf(plan);
            var values = plan.Shape.Aggregate(1L, (product, size) => product * size);
            writer.AddTensor(plan.Name, type, plan.Shape, stream => blocks.Write(stream, type, plan.Role, values));
        }

        using var file = File.Create(path);
        writer.Write(file);
    }

    /// <summary>The sizes of nomic-embed-text-v1.5 and CodeRankEmbed.</summary>
    private static RandomModel Nomic137M(GgufFileType type) => new(
        new NetworkShape(
            TinyArchitecture.NomicBert, PoolingKind.Mean, Layers: 12, Dimensions: 768, Heads: 12, KeyValueHeads: 12, FeedForward: 3_072,
            ContextLength: 2_048, VocabularySize: 30_522, type),
        SyllableVocabulary.WordPiece);

    /// <summary>The sizes of nomic-embed-code.</summary>
    private static RandomModel Qwen7B() => new(
        new NetworkShape(
            TinyArchitecture.Qwen2, PoolingKind.Last, Layers: 28, Dimensions: 3_584, Heads: 28, KeyValueHeads: 4, FeedForward: 18_944,
            ContextLength: 32_768, VocabularySize: 152_064, GgufFileType.Q4_K_M),
        SyllableVocabulary.ByteBpe);

    private GgufTensorType TypeOf(TensorPlan plan)
    {
        if (plan.Role is TensorRole.Scale or TensorRole.Bias) return GgufTensorType.F32;
        return _shape.FileType switch
        {
            GgufFileType.F16 => GgufTensorType.F16,
            GgufFileType.Q8_0 => GgufTensorType.Q8_0,
            _ => HasMoreBits(plan.Name) ? GgufTensorType.Q6_K : GgufTensorType.Q4_K,
        };
    }

    /// <summary>
    /// Q4_K_M is mostly Q4_K; the output, and values and feed-forward of the first and last eighth of the layers and of every third between, are
    /// Q6_K.
    /// </summary>
    private bool HasMoreBits(string tensor)
    {
        if (tensor == "output.weight") return true;
        if (tensor.Split('.') is not ["blk", var number, "attn_v" or "ffn_down", ..]) return false;
        var layer = int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        var eighth = _shape.Layers / 8;
        return layer < eighth || layer >= 7 * _shape.Layers / 8 || (layer - eighth) % 3 == 2;
    }
}
