using System.Runtime.Intrinsics;

namespace SemanticSearch.Training.Learning;

/// <summary>
/// The table that is learned, with its gradient and the moments of Adam. Only rows that a step touched are updated (lazy Adam): a rare
/// token is not carried on by the momentum of the last batch that had it.
/// </summary>
internal sealed unsafe class EmbeddingTable : IDisposable
{
    private const float FirstDecay = .9f, SecondDecay = .99f, Epsilon = 1e-8f;
    private const double SmoothInverseFrequency = 1e-3; // SIF's a: a token of this share of the text starts at half length
    private const double StartDeviation = .1;

    private readonly NativeFloats first;
    private readonly NativeFloats second;
    private readonly bool[] touched;
    private readonly List<int> touchedRows = [];
    private int step;

    /// <param name="frequencies">Of each token, its share of all tokens.</param>
    public EmbeddingTable(IReadOnlyList<double> frequencies, int dimensions, int seed)
    {
        Dimensions = dimensions;
        Rows = new NativeFloats((long)frequencies.Count * dimensions);
        Gradients = new NativeFloats(Rows.Length);
        first = new NativeFloats(Rows.Length);
        second = new NativeFloats(Rows.Length);
        touched = new bool[frequencies.Count];
        var random = new Random(seed);
        for (var token = 0; token < frequencies.Count; token++)
        {
            var length = StartDeviation * SmoothInverseFrequency / (SmoothInverseFrequency + frequencies[token]);
            foreach (ref var value in Rows.Slice((long)token * dimensions, dimensions)) value = (float)(length * NextGaussian(random));
        }
    }

    public int Dimensions { get; }

    /// <summary>Tokens × dimensions.</summary>
    public NativeFloats Rows { get; }

    /// <summary>The same shape; zero between steps.</summary>
    public NativeFloats Gradients { get; }

    /// <summary>Says that these tokens' gradients are set in this step.</summary>
    public void Touch(IReadOnlyList<int> tokens)
    {
        foreach (var token in tokens)
        {
            if (touched[token]) continue;
            touched[token] = true;
            touchedRows.Add(token);
        }
    }

    /// <summary>Takes a step along the gradients of the touched rows and clears them.</summary>
    public void Step(float learningRate, int threads)
    {
        step++;
        var rate = learningRate * MathF.Sqrt(1 - MathF.Pow(SecondDecay, step)) / (1 - MathF.Pow(FirstDecay, step));
        Parallel.For(0, threads, thread =>
        {
            for (var i = touchedRows.Count * thread / threads; i < touchedRows.Count * (thread + 1) / threads; i++)
            {
                Update((long)touchedRows[i] * Dimensions, rate);
                touched[touchedRows[i]] = false;
            }
        });
        touchedRows.Clear();
    }

    public void Dispose()
    {
        Rows.Dispose();
        Gradients.Dispose();
        first.Dispose();
        second.Dispose();
    }

    private void Update(long start, float rate)
    {
        for (var d = start; d < start + Dimensions; d += 8)
        {
            var gradient = Vector256.Load(Gradients.Pointer + d);
            var mean = Vector256.Load(first.Pointer + d) * FirstDecay + gradient * (1 - FirstDecay);
            var square = Vector256.Load(second.Pointer + d) * SecondDecay + gradient * gradient * (1 - SecondDecay);
            mean.Store(first.Pointer + d);
            square.Store(second.Pointer + d);
            (Vector256.Load(Rows.Pointer + d) - mean * rate / (Vector256.Sqrt(square) + Vector256.Create(Epsilon))).Store(Rows.Pointer + d);
            Vector256<float>.Zero.Store(Gradients.Pointer + d);
        }
    }

    private static double NextGaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
