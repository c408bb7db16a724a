namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>Self-attention with rotary positions, and fewer heads for keys and values than for queries where the model has it so.</summary>
/// <param name="causal">A token sees only itself and those before it.</param>
internal sealed class Attention(int heads, int keyValueHeads, double rotaryBase, bool causal)
{
    /// <summary>One vector for each token, of all heads' values side by side, before the output matrix.</summary>
    public double[][] Attend(double[][] queries, double[][] keys, double[][] values)
    {
        var size = queries[0].Length / heads;
        Rotate(queries, size);
        Rotate(keys, size);
        var result = queries.Select(query => new double[query.Length]).ToArray();
        for (var head = 0; head < heads; head++)
        {
            var at = head * size;
            var keyValueAt = head / (heads / keyValueHeads) * size;
            for (var token = 0; token < queries.Length; token++)
            {
                var seen = causal ? token + 1 : queries.Length;
                var weights = Softmax([.. keys.Take(seen).Select(key => Dot(queries[token], at, key, keyValueAt, size) / Math.Sqrt(size))]);
                for (var other = 0; other < seen; other++)
                {
                    for (var i = 0; i < size; i++) result[token][at + i] += weights[other] * values[other][keyValueAt + i];
                }
            }
        }

        return result;
    }

    /// <summary>
    /// Turns each head's value i together with value i + size/2 (GPT-NeoX's pairing) by an angle that grows with the position and falls with i.
    /// </summary>
    private void Rotate(double[][] vectors, int size)
    {
        for (var position = 0; position < vectors.Length; position++)
        {
            var vector = vectors[position];
            for (var head = 0; head < vector.Length; head += size)
            {
                for (var i = 0; i < size / 2; i++)
                {
                    var (sin, cos) = Math.SinCos(position * Math.Pow(rotaryBase, -2.0 * i / size));
                    var (first, second) = (vector[head + i], vector[head + i + size / 2]);
                    vector[head + i] = first * cos - second * sin;
                    vector[head + i + size / 2] = first * sin + second * cos;
                }
            }
        }
    }

    private static double Dot(double[] left, int leftAt, double[] right, int rightAt, int size)
    {
        var sum = 0.0;
        for (var i = 0; i < size; i++) sum += left[leftAt + i] * right[rightAt + i];
        return sum;
    }

    private static double[] Softmax(double[] scores)
    {
        var highest = scores.Max();
        var powers = Array.ConvertAll(scores, score => Math.Exp(score - highest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }
}
