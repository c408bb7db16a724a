using SemanticSearch.Engine.Models;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>
/// The networks that llama.cpp computes, written down once more from their definitions, in plain loops and double precision: what our numbers
/// are held to.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceWeights _weights;
    private readonly string _architecture;
    private readonly int _layers;
    private readonly double _epsilon;
    private readonly PoolingKind _pooling;
    private readonly Attention _attention;
    private readonly int _keyValueSize;

    private ReferenceNetwork(GgufFile file, ReferenceWeights weights)
    {
        T Own<T>(string key)
            where T : notnull => file.Get<T>($"{_architecture}.{key}");

        _weights = weights;
        _architecture = file.Get<string>("general.architecture");
        var causal = _architecture == "qwen2";
        var heads = (int)Own<uint>("attention.head_count");
        var keyValueHeads = causal ? (int)Own<uint>("attention.head_count_kv") : heads;
        _layers = (int)Own<uint>("block_count");
        _epsilon = Own<float>(causal ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon");
        _pooling = (PoolingKind)Own<uint>("pooling_type");
        _keyValueSize = (int)Own<uint>("embedding_length") / heads * keyValueHeads;
        _attention = new Attention(heads, keyValueHeads, Own<float>("rope.freq_base"), causal);
    }

    /// <param name="stream">The file; it stays open as long as the network is used.</param>
    public static ReferenceNetwork Read(FileStream stream)
    {
        var file = GgufReader.Read(stream);
        return new ReferenceNetwork(file, new ReferenceWeights(file, stream));
    }

    /// <returns>The text's vector, not normalised.</returns>
    public double[] Embed(int[] tokens)
    {
        var states = _architecture == "qwen2" ? Qwen2(tokens) : NomicBert(tokens);
        return _pooling switch
        {
            PoolingKind.Mean => [.. states[0].Select((_, i) => states.Average(state => state[i]))],
            PoolingKind.Cls => states[0],
            PoolingKind.Last => states[^1],
            _ => throw new NotSupportedException($"The reference does not pool by {_pooling}."),
        };
    }

    /// <summary>Norms come after what they normalise, and the token's kind (always the first) is added to the token.</summary>
    private double[][] NomicBert(int[] tokens)
    {
        var kind = _weights.Matrix("token_types.weight").Row(0).ToArray();
        var states = Lookup(tokens).Select(state => LayerNorm("token_embd_norm", Layers.Add(state, kind))).ToArray();
        for (var layer = 0; layer < _layers; layer++)
        {
            var block = $"blk.{layer}.";
            var attended = Attend(block, states);
            states = [.. states.Zip(attended, (state, change) => LayerNorm(block + "attn_output_norm", Layers.Add(state, change)))];
            states = [.. states.Select(state => LayerNorm(block + "layer_output_norm", Layers.Add(state, Layers.FeedForward(_weights, block, state))))];
        }

        return states;
    }

    /// <summary>Norms come before what takes them, and once more at the end.</summary>
    private double[][] Qwen2(int[] tokens)
    {
        var states = Lookup(tokens);
        for (var layer = 0; layer < _layers; layer++)
        {
            var block = $"blk.{layer}.";
            var attended = Attend(block, [.. states.Select(state => RmsNorm(block + "attn_norm", state))]);
            states = [.. states.Zip(attended, Layers.Add)];
            states = [.. states.Select(state => Layers.Add(state, Layers.FeedForward(_weights, block, RmsNorm(block + "ffn_norm", state))))];
        }

        return [.. states.Select(state => RmsNorm("output_norm", state))];
    }

    private double[][] Lookup(int[] tokens)
    {
        var table = _weights.Matrix("token_embd.weight");
        return [.. tokens.Select(token => table.Row(token).ToArray())];
    }

    private double[][] Attend(string block, double[][] states)
    {
        var (queries, keys, values) = Project(block, states);
        var output = _weights.Matrix(block + "attn_output.weight");
        return [.. _attention.Attend(queries, keys, values).Select(attended => output.Multiply(attended))];
    }

    /// <summary>By one matrix of three parts or by three matrices, as the file has it.</summary>
    private (double[][] Queries, double[][] Keys, double[][] Values) Project(string block, double[][] states)
    {
        double[][] By(string name)
        {
            var matrix = _weights.Matrix($"{block}{name}.weight");
            var bias = _weights.OptionalVector($"{block}{name}.bias");
            return [.. states.Select(state => matrix.Multiply(state, bias))];
        }

        if (!_weights.Has(block + "attn_qkv.weight")) return (By("attn_q"), By("attn_k"), By("attn_v"));
        var all = By("attn_qkv");
        var querySize = all[0].Length - 2 * _keyValueSize;
        return (
            [.. all.Select(row => row[..querySize])],
            [.. all.Select(row => row[querySize..^_keyValueSize])],
            [.. all.Select(row => row[^_keyValueSize..])]);
    }

    private double[] LayerNorm(string name, double[] state)
        => Layers.LayerNorm(state, _weights.Vector(name + ".weight"), _weights.Vector(name + ".bias"), _epsilon);

    private double[] RmsNorm(string name, double[] state) => Layers.RmsNorm(state, _weights.Vector(name + ".weight"), _epsilon);
}
