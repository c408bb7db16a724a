using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Training.Learning;

/// <summary>
/// Symmetric InfoNCE over a batch: the i-th query belongs to the i-th code, every other code of the batch is wrong for it, and the other
/// way about; cosine similarity over a temperature. The same loss is taken over several prefixes of the dimensions and summed (Matryoshka),
/// so that a vector that is cut short still serves. One pass of products covers all prefixes: a longer prefix's dot products go on from the
/// shorter one's, and its gradient is folded into the shorter ones' before the products back.
/// </summary>
internal sealed unsafe class ContrastiveLoss : IDisposable
{
    private const float MaskedLogit = -1_000; // exp gives exactly 0, and 0 × it is 0
    private const int StripRows = 32; // rows in hand: for three prefixes 32 × 2,048 floats each are 768 KiB, a second-level cache

    private readonly int batch;
    private readonly int dimensions;
    private readonly int[] prefixes;
    private readonly float temperature;
    private readonly int threads;
    private readonly NativeFloats[] logits; // for each prefix batch × batch; the gradients' factors afterwards
    private readonly NativeFloats[] packedLogits, packedGradients; // right sides of the products, by the dimensions that each prefix adds
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
        packedLogits = [.. Widths().Select(width => new NativeFloats(Gemm.PackedLength(width, batch)))];
        packedGradients = [.. Widths().Select(width => new NativeFloats(Gemm.PackedLength(batch, width)))];
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

        Pack(codes);
        ComputeLogits(queries, masked);
        var loss = MeanLoss();
        var queryPulls = PullsOf();
        var codePulls = PullsOf();
        FoldGradients(queryPulls, codePulls, queryGradients);
        MultiplyBack(queries, codeGradients);
        RemoveRadialPart(queries, queryScales, queryPulls, queryGradients);
        RemoveRadialPart(codes, codeScales, codePulls, codeGradients);
        return loss;

        float[][,] PullsOf() => [.. prefixes.Select(_ => new float[threads, batch])];
    }

    public void Dispose()
    {
        foreach (var block in logits) block.Dispose();
        foreach (var block in packedLogits) block.Dispose();
        foreach (var block in packedGradients) block.Dispose();
    }

    /// <summary>How many dimensions each prefix adds to the one before it.</summary>
    private IEnumerable<int> Widths() => prefixes.Zip(prefixes.Prepend(0), (prefix, shorter) => prefix - shorter);

    private void Pack(float* codes)
    {
        for (int p = 0, start = 0; p < prefixes.Length; start = prefixes[p++])
        {
            var view = new MatrixView(codes, dimensions).From(0, start);
            Gemm.Pack(view.Transposed, prefixes[p] - start, batch, packedLogits[p].Pointer);
            Gemm.Pack(view, batch, prefixes[p] - start, packedGradients[p].Pointer);
        }
    }

    private void Scale(float* vectors, int prefix, float[] scales)
    {
        for (var i = 0; i < batch; i++)
        {
            var norm = TensorPrimitives.Norm(new ReadOnlySpan<float>(vectors + (long)i * dimensions, prefix));
            scales[i] = norm > 0 ? 1 / norm : 0;
        }
    }

    /// <summary>
    /// logits[p][i, j] = cosine over the prefix / temperature, and the sums of their exponentials by row and, for each thread, by column. A
    /// strip goes through all of it before the next, while it is in the cache.
    /// </summary>
    private void ComputeLogits(float* queries, IReadOnlyList<(int Query, int Code)> masked)
    {
        var maskedOf = masked.ToLookup(place => place.Query, place => place.Code);
        foreach (var parts in columnParts) Array.Clear(parts);
        ForEachStrip((first, rows, thread) =>
        {
            for (int p = 0, start = 0; p < prefixes.Length; start = prefixes[p++])
            {
                // The dot products of the shorter prefix are its logits before scaling; they are scaled only once they have been handed on.
                var result = logits[p].Pointer + (long)first * batch;
                var size = (long)rows * batch * sizeof(float);
                if (p == 0) new Span<float>(result, rows * batch).Clear();
                else Buffer.MemoryCopy(logits[p - 1].Pointer + (long)first * batch, result, size, size);
                var left = new MatrixView(queries, dimensions).From(first, start);
                Gemm.Accumulate(left, packedLogits[p].Pointer, rows, batch, prefixes[p] - start, new MatrixView(result, batch));
                if (p > 0) FinishLogits(p - 1, first, rows, thread, maskedOf);
            }

            FinishLogits(prefixes.Length - 1, first, rows, thread, maskedOf);
        });
        for (var p = 0; p < prefixes.Length; p++) Collect(columnParts[p], columnSums[p]);
    }

    private void FinishLogits(int prefix, int first, int rows, int thread, ILookup<int, int> maskedOf)
    {
        fixed (float* columns = &columnParts[prefix][thread, 0], scales = codeScales[prefix])
        {
            for (var i = first; i < first + rows; i++)
            {
                var row = logits[prefix].Pointer + (long)i * batch;
                var scale = queryScales[prefix][i] / temperature;
                foreach (var code in maskedOf[i])
                {
                    if (scale * scales[code] > 0) row[code] = MaskedLogit / (scale * scales[code]);
                }

                rowSums[prefix][i] = ScaleAndSum(row, scale, scales, columns);
            }
        }
    }

    /// <summary>Logits are at most 1 / temperature, so their exponentials need no shift to stay within a float's range.</summary>
    private float ScaleAndSum(float* row, float scale, float* scales, float* columns)
    {
        var sum = Vector512<float>.Zero;
        var j = 0;
        for (; j <= batch - 16; j += 16)
        {
            var logit = Vector512.Load(row + j) * Vector512.Load(scales + j) * scale;
            logit.Store(row + j);
            var exponential = Vector512.Exp(logit);
            sum += exponential;
            (Vector512.Load(columns + j) + exponential).Store(columns + j);
        }

        var total = Vector512.Sum(sum);
        for (; j < batch; j++)
        {
            row[j] *= scales[j] * scale;
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
    /// Replaces logits[p] by what the products back need: the loss's derivative by the dot product of query i and code j over the
    /// dimensions from the former prefix to this one, to which every prefix that holds them contributes. The pulls are the parts along the
    /// vectors themselves, which normalisation takes away. The products for the queries are taken at once, while the strip is in the cache.
    /// </summary>
    private void FoldGradients(float[][,] queryPulls, float[][,] codePulls, float* queryGradients)
    {
        new Span<float>(queryGradients, batch * dimensions).Clear();
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
                        queryPulls[p][0, i] = FoldRow(
                            row, longer, i, strength, 1 / rowSums[p][i], queryScales[p][i], inverse, scales, pulls);
                    }
                }

                var start = p == 0 ? 0 : prefixes[p - 1];
                var factors = new MatrixView(logits[p].Pointer, batch).From(first, 0);
                var result = new MatrixView(queryGradients, dimensions).From(first, start);
                Gemm.Accumulate(factors, packedGradients[p].Pointer, rows, prefixes[p] - start, batch, result);
            }
        });
    }

    private float FoldRow(
        float* row, float* longer, int diagonal, float strength, float inverseRow, float queryScale, float* inverseColumns, float* codeScale,
        float* codePulls)
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

    private void MultiplyBack(float* queries, float* codeGradients)
    {
        new Span<float>(codeGradients, batch * dimensions).Clear();
        for (int p = 0, start = 0; p < prefixes.Length; start = prefixes[p++])
        {
            var (prefix, from, width) = (p, start, prefixes[p] - start);
            // The codes' packed form has served; the queries take its room.
            Gemm.Pack(new MatrixView(queries, dimensions).From(0, from), batch, width, packedGradients[prefix].Pointer);
            ForEachStrip((first, rows, _) =>
            {
                var factors = new MatrixView(logits[prefix].Pointer, batch).Transposed.From(first, 0);
                var result = new MatrixView(codeGradients, dimensions).From(first, from);
                Gemm.Accumulate(factors, packedGradients[prefix].Pointer, rows, width, batch, result);
            });
        }
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
