using System.Numerics.Tensors;

namespace SemanticSearch.Training.Learning;

/// <summary>One side of a batch as weighted tokens; reused from step to step.</summary>
internal sealed class BagBatch(int batch)
{
    private readonly List<int> tokens = [];
    private readonly List<float> weights = [];
    private readonly List<int> starts = new(batch + 1);

    public IReadOnlyList<int> Tokens => tokens;

    public void Clear()
    {
        tokens.Clear();
        weights.Clear();
        starts.Clear();
        starts.Add(0);
    }

    /// <summary>Adds the tokens of a bag to the text in hand, some of them dropped at random.</summary>
    public void Add(ReadOnlySpan<ushort> bag, ReadOnlySpan<byte> counts, Random random, double dropout)
    {
        for (var i = 0; i < bag.Length; i++)
        {
            if (dropout > 0 && random.NextDouble() < dropout) continue;
            tokens.Add(bag[i]);
            weights.Add(MathF.Sqrt(counts[i]));
        }
    }

    /// <summary>Adds tokens that each occur once.</summary>
    public void Add(ReadOnlySpan<ushort> once)
    {
        foreach (var token in once)
        {
            tokens.Add(token);
            weights.Add(1);
        }
    }

    public void EndText() => starts.Add(tokens.Count);

    /// <summary>vectors[i, from..to] = sum of the weighted rows of text i.</summary>
    public unsafe void Sum(NativeFloats table, int dimensions, int firstText, int endText, float* vectors)
    {
        for (var text = firstText; text < endText; text++)
        {
            var sum = new Span<float>(vectors + (long)text * dimensions, dimensions);
            sum.Clear();
            for (var i = starts[text]; i < starts[text + 1]; i++)
            {
                TensorPrimitives.MultiplyAdd(table.Slice((long)tokens[i] * dimensions, dimensions), weights[i], sum, sum);
            }
        }
    }

    /// <summary>
    /// Adds each text's gradient to its tokens' rows, only in some of the dimensions: threads take different ones and need no lock.
    /// </summary>
    public unsafe void Scatter(float* gradients, int dimensions, int firstDimension, int width, NativeFloats rows)
    {
        for (var text = 0; text + 1 < starts.Count; text++)
        {
            var gradient = new ReadOnlySpan<float>(gradients + (long)text * dimensions + firstDimension, width);
            for (var i = starts[text]; i < starts[text + 1]; i++)
            {
                var row = rows.Slice((long)tokens[i] * dimensions + firstDimension, width);
                TensorPrimitives.MultiplyAdd(gradient, weights[i], row, row);
            }
        }
    }
}
