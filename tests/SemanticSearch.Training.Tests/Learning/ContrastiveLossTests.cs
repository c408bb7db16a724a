using SemanticSearch.Training.Learning;

namespace SemanticSearch.Training.Tests.Learning;

public sealed unsafe class ContrastiveLossTests
{
    private const int Batch = 21, Dimensions = 24; // neither is a multiple of a vector, a strip or a panel

    private static readonly int[] Prefixes = [8, 12, Dimensions];

    private static readonly (int, int)[] Masked = [(2, 5), (5, 2)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gradient_agrees_with_numeric_differentiation(int threads)
    {
        using var loss = new ContrastiveLoss(Batch, Prefixes, temperature: .5f, threads);
        using var queries = Random(1);
        using var codes = Random(2);
        using var queryGradients = new NativeFloats(Batch * Dimensions);
        using var codeGradients = new NativeFloats(Batch * Dimensions);
        using var ignored = new NativeFloats(Batch * Dimensions);
        loss.Compute(queries.Pointer, codes.Pointer, Masked, queryGradients.Pointer, codeGradients.Pointer);
        foreach (var (values, gradients) in new[] { (queries, queryGradients), (codes, codeGradients) })
        {
            for (var i = 0; i < Batch * Dimensions; i += 7)
            {
                const float Step = 1e-2f;
                var kept = values.Pointer[i];
                values.Pointer[i] = kept + Step;
                var above = Reference(queries, codes);
                values.Pointer[i] = kept - Step;
                var below = Reference(queries, codes);
                values.Pointer[i] = kept;
                Assert.Equal((above - below) / (2 * Step), gradients.Pointer[i], 2e-5);
            }
        }
    }

    [Fact]
    public void The_loss_equals_its_definition()
    {
        using var loss = new ContrastiveLoss(Batch, Prefixes, temperature: .5f, threads: 2);
        using var queries = Random(3);
        using var codes = Random(4);
        using var gradients = new NativeFloats(2 * Batch * Dimensions);
        var actual = loss.Compute(queries.Pointer, codes.Pointer, Masked, gradients.Pointer, gradients.Pointer + Batch * Dimensions);
        Assert.Equal(Reference(queries, codes), actual, 1e-4);
    }

    /// <summary>The definition, in double precision and without any cleverness.</summary>
    private static double Reference(NativeFloats queries, NativeFloats codes)
    {
        double total = 0;
        foreach (var prefix in Prefixes)
        {
            for (var i = 0; i < Batch; i++)
            {
                var own = Math.Exp(Cosine(queries, i, codes, i, prefix) / .5);
                double row = 0, column = 0;
                for (var j = 0; j < Batch; j++)
                {
                    if (!Masked.Contains((i, j))) row += Math.Exp(Cosine(queries, i, codes, j, prefix) / .5);
                    if (!Masked.Contains((j, i))) column += Math.Exp(Cosine(queries, j, codes, i, prefix) / .5);
                }

                total -= (Math.Log(own / row) + Math.Log(own / column)) / 2;
            }
        }

        return total / Batch / Prefixes.Length;
    }

    private static double Cosine(NativeFloats a, int i, NativeFloats b, int j, int prefix)
    {
        double dot = 0, normA = 0, normB = 0;
        for (var d = 0; d < prefix; d++)
        {
            double x = a.Pointer[i * Dimensions + d], y = b.Pointer[j * Dimensions + d];
            dot += x * y;
            normA += x * x;
            normB += y * y;
        }

        return dot / Math.Sqrt(normA * normB);
    }

    private static NativeFloats Random(int seed)
    {
        var random = new Random(seed);
        var values = new NativeFloats(Batch * Dimensions);
        foreach (ref var value in values.Slice(0, Batch * Dimensions)) value = random.NextSingle() - .5f;
        return values;
    }
}
