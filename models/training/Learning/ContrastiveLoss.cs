using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Training.Learning;

/// <summary>
/// Symmetric InfoNCE over a batch: the i-th query belongs to the i-th code, every other code of the batch is wrong for it, and the other way about; cosine
/// similarity over a temperature. The same loss is taken over several prefixes of the dimensions and summed (Matryoshka), so that a vector that is cut short
/// still serves. One pass of products covers all prefixes: a longer prefix's dot products go on from the shorter one's, and its gradient is
/// folded into the shorter ones' before the products back.
/// </summary>
internal sealed unsafe class ContrastiveLoss : IDisposable
{
    private const float MaskedLogit = -1_000; // exp gives exactly 0, and 0 × it is 0
    private const int StripRows = 64; // rows in hand: 64 × 2,048 floats are 512 KiB, a second-level cache

    private readonly int batch;
    private readonly int dimensions;
    private readonly int[] prefixes;
    private readonly float temperature;
    private readonly int threads;
    private readonly NativeFloats[] logits; // for each prefix batch × batch; the gradients' factors afterwards
    private readonly NativeFloats packed;
    private readonly float[][] queryScales, codeScales; // for each prefix 1 / norm
    private readonly float[][] rowSums;
    private readonly float[][,] columnParts; // for each prefix, thread × column
    private readonly float[][] columnSums;

    /// <param name="prefixes">Ascending; the last is the number of dimensions.</param>
    public ContrastiveLoss(int batch, int[] prefixes, float temperature, int threads)
    {
        this.batch = batch;
        this.prefixes = prefixes;
        this.temperature = temperature;
        this.threads = threads;
        dimensions = prefixes[^1];
        logits = [.. prefixes.Select(_ => new NativeFloats((long)batch * batch))];
        packed = new NativeFloats(Math.Max(Gemm.PackedLength(dimensions, batch), Gemm.PackedLength(batch, dimensions)));
        queryScales = Rows();
        codeScales = Rows();
        rowSums = Rows();
        columnSums = Rows();
        columnParts = [.. prefixes.Select(_ => new float[threads, batch])];

        float[][] Rows() => [.. prefixes.Select(_ => new float[batch])];
    }

    /// <summary>Computes the loss and its gradients.</summary>
    /// <param name="queries">batch × dimensions, not normalised.</param>
    /// <param name="codes">The same.</param>
    /// <param name="masked">Pairs (query, code) off the diagonal that are not wrong for each other: duplicates.</param>
    /// <param name="queryGradients">Room for batch × dimensions values, overwritten.</param>
    /// <returns>The mean over batch, directions and prefixes, in nats.</returns>
    public double Compute(
        float* queries, float* codes, IReadOnlyList<(int Query, int Code)> masked, float* queryGradients, float* codeGradients)
    {
        for (var p = 0; p < prefixes.Length; p++)
        {
            Scale(queries, prefixes[p], queryScales[p]);
            Scale(codes, prefixes[p], codeScales[p]);
        }

        ComputeLogits(queries, codes);
        foreach (var (query, code) in masked)
        {
            foreach (var block in logits) block.Pointer[(long)query * batch + code] = MaskedLogit;
        }

        SumExponentials();
        var loss = MeanLoss();
        var queryPulls = PullsOf();
        var codePulls = PullsOf();
        FoldGradients(queryPulls, codePulls);
        MultiplyBack(queries, codes, queryGradients, codeGradients);
        RemoveRadialPart(queries, queryScales, queryPulls, queryGradients);
        RemoveRadialPart(codes, codeScales, codePulls, codeGradients);
        return loss;

        float[][,] PullsOf() => [.. prefixes.Select(_ => new float[threads, batch])];
    }

    public void Dispose()
    {
        foreach (var block in logits) block.Dispose();
        packed.Dispose();
    }

    private void Scale(float* vectors, int prefix, float[] scales)
    {
        for (var i = 0; i < batch; i++)
        {
            var norm = TensorPrimitives.Norm(new ReadOnlySpan<float>(vectors + (long)i * dimensions, prefix));
            scales[i] = norm > 0 ? 1 / norm : 0;
        }
    }

    /// <summary>logits[p][i, j] = cosine over the prefix / temperature.</summary>
    private void ComputeLogits(float* queries, float* codes)
    {
        for (int p = 0, start = 0; p < prefixes.Length; start = prefixes[p++])
        {
            var depth = prefixes[p] - start;
            Gemm.Pack(new MatrixView(codes, dimensions).Transposed.From(start, 0), depth, batch, packed.Pointer);
            var prefix = p;
            var from = start;
            ForEachStrip((first, rows, _) =>
            {
                // The dot products of the shorter prefix are its logits before scaling; they are scaled only once they have been handed on.
                var result = logits[prefix].Pointer + (long)first * batch;
                var size = (long)rows * batch * sizeof(float);
                if (prefix == 0) new Span<float>(result, rows * batch).Clear();
                else Buffer.MemoryCopy(logits[prefix - 1].Pointer + (long)first * batch, result, size, size);
                var left = new MatrixView(queries, dimensions).From(first, from);
                Gemm.Accumulate(left, packed.Pointer, rows, batch, depth, new MatrixView(result, batch));
                if (prefix > 0) ScaleLogits(prefix - 1, first, rows);
                if (prefix == prefixes.Length - 1) ScaleLogits(prefix, first, rows);
            });
        }
    }

    private void ScaleLogits(int prefix, int first, int rows)
    {
        for (var i = first; i < first + rows; i++)
        {
            var row = logits[prefix].Slice((long)i * batch, batch);
            TensorPrimitives.Multiply(row, codeScales[prefix], row);
            TensorPrimitives.Multiply(row, queryScales[prefix][i] / temperature, row);
        }
    }

    private void SumExponentials()
    {
        for (var p = 0; p < prefixes.Length; p++) Array.Clear(columnParts[p]);
        ForEachStrip((first, rows, thread) =>
        {
            for (var p = 0; p < prefixes.Length; p++)
            {
                fixed (float* columns = &columnParts[p][thread, 0])
                {
                    for (var i = first; i < first + rows; i++)
                    {
                        rowSums[p][i] = SumRow(logits[p].Pointer + (long)i * batch, columns);
                    }
                }
            }
        });
        for (var p = 0; p < prefixes.Length; p++) Collect(columnParts[p], columnSums[p]);
    }

    /// <summary>Logits are at most 1 / temperature, so their exponentials need no shift to stay within a float's range.</summary>
    private float SumRow(float* row, float* columns)
    {
        var sum = Vector512<float>.Zero;
        var j = 0;
        for (; j <= batch - 16; j += 16)
        {
            var exponential = Vector512.Exp(Vector512.Load(row + j));
            sum += exponential;
            (Vector512.Load(columns + j) + exponential).Store(columns + j);
        }

        var total = Vector512.Sum(sum);
        for (; j < batch; j++)
        {
            var exponential = MathF.Exp(row[j]);
            total += exponential;
            columns[j] += exponential;
        }

        return total;
    }

    private void Collect(float[,] parts, float[] sums)
    {
        for (var j = 0; j < batch; j++)
        {
            sums[j] = 0;
            for (var thread = 0; thread < threads; thread++) sums[j] += parts[thread, j];
        }
    }

    private double MeanLoss()
    {
        double loss = 0;
        for (var p = 0; p < prefixes.Length; p++)
        {
            for (var i = 0; i < batch; i++)
            {
                var logit = logits[p].Pointer[(long)i * batch + i];
                loss += (Math.Log(rowSums[p][i]) - logit + Math.Log(columnSums[p][i]) - logit) / 2;
            }
        }

        return loss / batch / prefixes.Length;
    }

    /// <summary>
    /// Replaces logits[p] by what the products back need: the loss's derivative by the dot product of query i and code j over the dimensions from
    /// the former prefix to this one, to which every prefix that holds them contributes. The pulls are the parts along the vectors themselves,
    /// which normalisation takes away.
    /// </summary>
    private void FoldGradients(float[][,] queryPulls, float[][,] codePulls)
    {
        var strength = 1 / (2 * batch * temperature * prefixes.Length);
        ForEachStrip((first, rows, thread) =>
        {
            var inverseColumns = new float[batch];
            for (var p = prefixes.Length - 1; p >= 0; p--)
            {
                for (var j = 0; j < batch; j++) inverseColumns[j] = 1 / columnSums[p][j];
                fixed (float* inverse = inverseColumns, scales = codeScales[p], pulls = &codePulls[p][thread, 0])
                {
                    for (var i = first; i < first + rows; i++)
                    {
                        var row = logits[p].Pointer + (long)i * batch;
                        var longer = p + 1 < prefixes.Length ? logits[p + 1].Pointer + (long)i * batch : null;
                        queryPulls[p][0, i] = FoldRow(row, longer, i, strength, 1 / rowSums[p][i], queryScales[p][i], inverse, scales, pulls);
                    }
                }
            }
        });
    }

    private float FoldRow(
        float* row, float* longer, int diagonal, float strength, float inverseRow, float queryScale, float* inverseColumns, float* codeScale, float* codePulls)
    {
        var ownLogit = row[diagonal];
        var ownScale = codeScale[diagonal];
        var strengths = Vector512.Create(strength);
        var inverseRows = Vector512.Create(inverseRow);
        var temperatures = Vector512.Create(temperature);
        var queryScales512 = Vector512.Create(queryScale);
        var pull = Vector512<float>.Zero;
        var j = 0;
        for (; j <= batch - 16; j += 16)
        {
            var logit = Vector512.Load(row + j);
            var gradient = Vector512.Exp(logit) * (inverseRows + Vector512.Load(inverseColumns + j)) * strengths;
            var along = gradient * logit * temperatures;
            pull += along;
            (Vector512.Load(codePulls + j) + along).Store(codePulls + j);
            var factor = gradient * queryScales512 * Vector512.Load(codeScale + j);
            if (longer != null) factor += Vector512.Load(longer + j);
            factor.Store(row + j);
        }

        var total = Vector512.Sum(pull);
        for (; j < batch; j++)
        {
            var gradient = MathF.Exp(row[j]) * (inverseRow + inverseColumns[j]) * strength;
            var along = gradient * row[j] * temperature;
            total += along;
            codePulls[j] += along;
            row[j] = gradient * queryScale * codeScale[j] + (longer != null ? longer[j] : 0);
        }

        // The pair's own place: each direction also has -1 there.
        var own = -2 * strength;
        var ownAlong = own * ownLogit * temperature;
        codePulls[diagonal] += ownAlong;
        row[diagonal] += own * queryScale * ownScale;
        return total + ownAlong;
    }

    private void MultiplyBack(float* queries, float* codes, float* queryGradients, float* codeGradients)
    {
        new Span<float>(queryGradients, batch * dimensions).Clear();
        new Span<float>(codeGradients, batch * dimensions).Clear();
        for (int p = 0, start = 0; p < prefixes.Length; start = prefixes[p++])
        {
            var width = prefixes[p] - start;
            var factors = new MatrixView(logits[p].Pointer, batch);
            Multiply(factors, codes, queryGradients, start, width);
            Multiply(factors.Transposed, queries, codeGradients, start, width);
        }
    }

    private void Multiply(MatrixView factors, float* vectors, float* gradients, int start, int width)
    {
        Gemm.Pack(new MatrixView(vectors, dimensions).From(0, start), batch, width, packed.Pointer);
        ForEachStrip((first, rows, _) =>
        {
            var result = new MatrixView(gradients, dimensions).From(first, start);
            Gemm.Accumulate(factors.From(first, 0), packed.Pointer, rows, width, batch, result);
        });
    }

    private void RemoveRadialPart(float* vectors, float[][] scales, float[][,] pulls, float* gradients)
    {
        for (var p = 0; p < prefixes.Length; p++)
        {
            for (var i = 0; i < batch; i++)
            {
                var pull = 0f;
                for (var thread = 0; thread < threads; thread++) pull += pulls[p][thread, i];
                var vector = new ReadOnlySpan<float>(vectors + (long)i * dimensions, prefixes[p]);
                var gradient = new Span<float>(gradients + (long)i * dimensions, prefixes[p]);
                TensorPrimitives.MultiplyAdd(vector, -pull * scales[p][i] * scales[p][i], gradient, gradient);
            }
        }
    }

    /// <summary>Gives each thread its own run of strips, always the same, so that sums over threads come out the same every time.</summary>
    private void ForEachStrip(Action<int, int, int> work)
    {
        var strips = (batch + StripRows - 1) / StripRows;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (var strip = strips * thread / threads; strip < strips * (thread + 1) / threads; strip++)
            {
                var first = strip * StripRows;
                work(first, Math.Min(StripRows, batch - first), thread);
            }
        });
    }
}
