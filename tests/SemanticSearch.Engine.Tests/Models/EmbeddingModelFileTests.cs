using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Architectures;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>What is accepted, and that llama.cpp computes with it.</summary>
public sealed class EmbeddingModelFileTests
{
    public static TheoryData<string> Names { get; } = [.. ModelArchitecture.Supported.Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_of_each_supported_architecture_is_accepted_and_llama_cpp_computes_with_it(string architecture)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", SmallModel.Of(architecture).ToBytes());

        var model = EmbeddingModelFile.Inspect(path);

        Assert.Equal((architecture, SmallModel.Layers, SmallModel.Dimensions, SmallModel.Context), (model.Architecture, model.Layers, model.Dimensions, model.ContextLength));
        Assert.Equal(("F32", $"Small {architecture}"), (model.Quantisation, model.Name));
        Assert.NotNull(model.Pooling);
        Assert.Equal("computed", LlamaProbe.Run([path]).Single());
    }

    [Fact]
    public void Every_type_of_matrix_that_is_accepted_is_computed_with()
    {
        var models = TensorTable.MatrixTypes.Select(type => (type.ToString(), WithFeedForward(SmallModel.Of("qwen2"), type)));

        AssertComputed(models);
    }

    /// <summary>What converters leave out, join, or add; and tokenizers that an architecture mostly does not have.</summary>
    [Fact]
    public void Every_usual_variation_is_accepted_and_computed_with()
        => AssertComputed(
        [
            ("joined queries, keys and values", Joined(SmallModel.Of("qwen2"))),
            ("an output of its own", SmallModel.Of("qwen2").Tensor("output.weight", SmallModel.Dimensions, 258).Tensor("output.bias", 258)),
            ("heads of their own size", OwnHeads(SmallModel.Of("qwen3"))),
            ("no token types", SmallModel.Of("bert").RemoveTensor("token_types.weight")),
            ("quantised token table", SmallModel.Of("bert").Retype("token_embd.weight", GgufTensorType.Q8_0)),
            ("positions in F16", SmallModel.Of("bert").Retype("position_embd.weight", GgufTensorType.F16)),
            ("words of a unigram tokenizer", SmallModel.Of("bert", "t5")),
            ("a map of characters", SmallModel.Of("bert", "t5").Set("tokenizer.ggml.precompiled_charsmap", BrokenTokenizers.CharacterMapOf(root: 0))),
            ("words of a sentence-piece tokenizer", SmallModel.Of("qwen2", "llama")),
            ("half a head rotated", SmallModel.Of("nomic-bert").Set(".rope.dimension_count", 4u)),
            ("stretched positions", SmallModel.Of("qwen2").Set(".rope.scaling.type", "yarn").Set(".rope.scaling.factor", 4f).Set(".rope.scaling.original_context_length", 32u)),
            ("a joined gate", SmallModel.Of("jina-bert-v2").RemoveTensor("blk.0.ffn_gate.weight").Tensor("blk.0.ffn_up.weight", 32, 128).Tensor("blk.0.ffn_up.bias", 128)),
            ("no gate", SmallModel.Of("jina-bert-v2").RemoveTensor("blk.1.ffn_gate.weight")),
            ("norms of queries and keys", SmallModel.Of("jina-bert-v2").Tensor("blk.0.attn_q_norm.weight", 32).Tensor("blk.0.attn_q_norm.bias", 32).Tensor("blk.0.attn_k_norm.weight", 32).Tensor("blk.0.attn_norm_2.weight", 32)),
            ("a dense end", BrokenNetworks.Dense(SmallModel.Of("gemma-embedding"))),
            ("rotary factors", SmallModel.Of("llama").Tensor("rope_freqs.weight", 4)),
            ("biases in every place", SmallModel.Of("llama").Tensor("blk.0.attn_q.bias", 32).Tensor("blk.0.attn_k.bias", 16).Tensor("blk.0.attn_v.bias", 16).Tensor("blk.0.attn_output.bias", 32)),
            ("joined again after it was split", SmallModel.Of("qwen2").Set("split.count", (ushort)0).Set("split.no", (ushort)0)),
            ("aligned to 4,096 bytes", SmallModel.Of("qwen2").Set("general.alignment", 4_096u)),
            ("keys that nobody knows", SmallModel.Of("qwen2").Set(".something.new", "x").Set("mine.own", new[] { 1f })),
        ]);

    [Fact]
    public void What_a_file_does_not_say_stays_open()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", SmallModel.Of("qwen2").Remove(".pooling_type").Remove("general.name").Remove("general.file_type").ToBytes());

        var model = EmbeddingModelFile.Inspect(path);

        Assert.Null(model.Pooling);
        Assert.Null(model.Name);
        Assert.Equal("F32", model.Quantisation);
        Assert.Equal((path, new FileInfo(path).Length), (model.Path, model.FileSize));
    }

    [Fact]
    public void A_quantisation_is_named_as_the_file_says_or_after_what_is_in_it()
    {
        static string Of(SmallModel model) => EmbeddingModelFile.Inspect("model.gguf", new MemoryStream(model.ToBytes())).Quantisation;

        Assert.Equal("Q4_K_M", Of(SmallModel.Of("qwen2").Set("general.file_type", 15u)));
        Assert.Equal("mixed", Of(SmallModel.Of("qwen2").Set("general.file_type", 9_999u).Retype("token_embd.weight", GgufTensorType.Q8_0)));
    }

    private static void AssertComputed(IEnumerable<(string Name, SmallModel Model)> models)
    {
        using var folder = new TemporaryFolder();
        var paths = models.Select((entry, i) => folder.Write($"{i} {entry.Name}.gguf", entry.Model.ToBytes())).ToList();

        foreach (var path in paths) EmbeddingModelFile.Inspect(path);

        Assert.All(paths.Zip(LlamaProbe.Run(paths)), result => Assert.Equal((result.First, "computed"), result));
    }

    /// <summary>Quantised in blocks of 256 values, as the largest are.</summary>
    private static SmallModel WithFeedForward(SmallModel model, GgufTensorType type)
    {
        const int Block = 256;
        model.Set(".feed_forward_length", (uint)Block);
        for (var layer = 0; layer < SmallModel.Layers; layer++)
        {
            foreach (var name in (string[])["ffn_gate", "ffn_up"]) model.Tensor($"blk.{layer}.{name}.weight", SmallModel.Dimensions, Block);
            model.Tensor($"blk.{layer}.ffn_down.weight", type, Block, SmallModel.Dimensions);
        }

        return model;
    }

    private static SmallModel Joined(SmallModel model)
    {
        foreach (var part in (string[])["attn_q", "attn_k", "attn_v"]) model.RemoveTensor($"blk.0.{part}.weight").RemoveTensor($"blk.0.{part}.bias");
        return model.Tensor("blk.0.attn_qkv.weight", 32, 64).Tensor("blk.0.attn_qkv.bias", 64);
    }

    private static SmallModel OwnHeads(SmallModel model)
    {
        const int HeadSize = 16;
        model.Set(".attention.key_length", (uint)HeadSize).Set(".attention.value_length", (uint)HeadSize);
        for (var layer = 0; layer < SmallModel.Layers; layer++)
        {
            var block = $"blk.{layer}.";
            model.Tensor(block + "attn_q.weight", 32, 4 * HeadSize).Tensor(block + "attn_k.weight", 32, 2 * HeadSize).Tensor(block + "attn_v.weight", 32, 2 * HeadSize)
                .Tensor(block + "attn_output.weight", 4 * HeadSize, 32).Tensor(block + "attn_q_norm.weight", HeadSize).Tensor(block + "attn_k_norm.weight", HeadSize);
        }

        return model;
    }
}
