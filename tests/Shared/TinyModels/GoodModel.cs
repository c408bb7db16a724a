using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Tests.TinyModels;

/// <summary>
/// A model that retrieves well without having been trained: the words of the bundled one, in a network whose attention and feed-forward are zero. Each token
/// passes through unchanged, and the mean over a text is nearly what the bundled model gives: that one also dampens what comes several times, sees where a
/// name in camel case has its words, and blends paths in, so that it stays a little better.
/// </summary>
internal static class GoodModel
{
    private const int Heads = 4, FeedForward = 32, ContextLength = 2_048;

    /// <summary>
    /// As large as a file may have it. Beside it the variance of a row is nothing, so that a norm divides by a constant and keeps how much each word weighs.
    /// </summary>
    private const float Epsilon = 0.1f;

    /// <summary>Root of the mean square of the largest row: its variance is a hundredth of <see cref="Epsilon"/>.</summary>
    private const float LargestDeviation = 0.03f;

    /// <returns>The path.</returns>
    public static string Write(string path)
    {
        using var bundled = BundledModel.Open();
        return Build(StaticModel.Load(bundled)).Write(path);
    }

    private static TinyModel Build(StaticModel words)
    {
        var pieces = MeaningfulPieces.Of(words);
        var shape = new NetworkShape(
            TinyArchitecture.NomicBert, PoolingKind.Mean, Layers: 1, words.Dimensions, Heads, Heads, FeedForward, ContextLength, pieces.Count, GgufFileType.F16);
        return new TinyModel(
                [.. shape.Metadata(), .. WordPieceVocabulary.Metadata([.. pieces.Select(piece => piece.Token)])],
                [.. shape.Tensors().Select(plan => TensorOf(plan, pieces))])
            .Set("general.name", "Bundled words")
            .Set($"{shape.ArchitectureName}.attention.layer_norm_epsilon", Epsilon);
    }

    private static TinyTensor TensorOf(TensorPlan plan, IReadOnlyList<MeaningfulPiece> pieces)
    {
        var values = new float[plan.Shape.Aggregate(1L, (product, size) => product * size)];
        if (plan.Role == TensorRole.Embedding) FillRows(values, pieces);
        // Undoes the division, so that a norm gives what it was given.
        if (plan.Role == TensorRole.Scale) values.AsSpan().Fill(MathF.Sqrt(Epsilon));
        if (plan.Role is TensorRole.Scale or TensorRole.Bias) return new TinyTensor(plan.Name, GgufTensorType.F32, plan.Shape, MemoryMarshal.AsBytes<float>(values).ToArray());
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return new TinyTensor(plan.Name, GgufTensorType.F16, plan.Shape, MemoryMarshal.AsBytes<Half>(halves).ToArray());
    }

    private static void FillRows(Span<float> values, IReadOnlyList<MeaningfulPiece> pieces)
    {
        var dimensions = values.Length / pieces.Count;
        var largest = pieces.Max(piece => TensorPrimitives.Norm<float>(piece.Vector)) / MathF.Sqrt(dimensions);
        for (var i = 0; i < pieces.Count; i++) TensorPrimitives.Multiply(pieces[i].Vector, LargestDeviation / largest, values.Slice(i * dimensions, dimensions));
    }
}
