using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>Tensors that are missing, too many, or of a shape or type that the network cannot use.</summary>
internal static class BrokenTensors
{
    public static IReadOnlyList<BrokenModel> All { get; } =
    [
        .. from name in (string[])["token_embd.weight", "token_embd_norm.bias", "blk.0.attn_qkv.weight", "blk.1.attn_output_norm.weight", "blk.1.ffn_gate.weight", "blk.1.layer_output_norm.bias"]
           select BrokenModel.Of($"{name} missing", "nomic-bert", model => model.RemoveTensor(name)),
        BrokenModel.Of("position_embd.weight missing", "bert", model => model.RemoveTensor("position_embd.weight")),
        BrokenModel.Of("output_norm.weight missing", "qwen2", model => model.RemoveTensor("output_norm.weight")),
        BrokenModel.Of("attn_q_norm.weight missing", "qwen3", model => model.RemoveTensor("blk.0.attn_q_norm.weight")),
        BrokenModel.Of("attn_v.weight missing", "qwen2", model => model.RemoveTensor("blk.1.attn_v.weight")),
        BrokenModel.Of("attn_output.bias missing", "jina-bert-v2", model => model.RemoveTensor("blk.0.attn_output.bias")),
        BrokenModel.Of("queries, keys and values both in one and in three", "qwen2", model => model.Tensor("blk.0.attn_qkv.weight", 32, 64)),
        BrokenModel.Of("one tensor more", "nomic-bert", model => model.Tensor("blk.0.attn_sinks.weight", 4)),
        BrokenModel.Of("a layer more", "qwen2", model => model.Tensor("blk.2.attn_norm.weight", 32)),
        BrokenModel.Of("an adapter's tensors", "qwen2", model => model.Tensor("blk.0.attn_q.weight.lora_a", 32, 8)),
        BrokenModel.Of("factors of a quantisation that does not need any", "qwen2", model => model.Tensor("blk.0.attn_q.scale", 1)),
        BrokenModel.Of("no tensors", "nomic-bert", model => model.Tensors.Clear()),
        BrokenModel.Of("a matrix on its side", "nomic-bert", model => model.Tensor("blk.0.ffn_up.weight", 64, 32)),
        BrokenModel.Of("a matrix with a row more", "nomic-bert", model => model.Tensor("blk.0.ffn_up.weight", 32, 65)),
        BrokenModel.Of("a matrix of three dimensions", "nomic-bert", model => model.Tensor("blk.0.ffn_up.weight", 32, 32, 2)),
        BrokenModel.Of("a norm that is a matrix", "nomic-bert", model => model.Tensor("token_embd_norm.weight", 32, 2)),
        BrokenModel.Of("a norm that is too short", "qwen2", model => model.Tensor("output_norm.weight", 16)),
        BrokenModel.Of("a head's norm as long as all heads", "qwen3", model => model.Tensor("blk.0.attn_q_norm.weight", 32)),
        BrokenModel.Of("a bias that is too long", "qwen2", model => model.Tensor("blk.0.attn_k.bias", 32)),
        BrokenModel.Of("an output of another vocabulary", "qwen2", model => model.Tensor("output.weight", 32, 100)),
        BrokenModel.Of("a gate beside a matrix that has it already", "jina-bert-v2", model => model.Tensor("blk.0.ffn_up.weight", 32, 128).Tensor("blk.0.ffn_up.bias", 128)),
        BrokenModel.Of("a matrix three times as high as the layer", "jina-bert-v2", model => model.RemoveTensor("blk.0.ffn_gate.weight").Tensor("blk.0.ffn_up.weight", 32, 192)),
        BrokenModel.Of("experts that are one too few", "nomic-bert-moe", model => model.Tensor("blk.1.ffn_up_exps.weight", 32, 64, 3)),
        BrokenModel.Of("rotary factors that are too short", "llama", model => model.Tensor("rope_freqs.weight", 2)),
        BrokenModel.Of("rotary factors of F16", "llama", model => model.Tensor("rope_freqs.weight", GgufTensorType.F16, 4)),
        .. from type in (GgufTensorType[])[GgufTensorType.I8, GgufTensorType.I16, GgufTensorType.I64, GgufTensorType.F64, GgufTensorType.Q8_1]
           select BrokenModel.Of($"a matrix of {type}", "qwen2", model => model.Retype("blk.0.ffn_up.weight", type)),
        BrokenModel.Of("a norm of F16", "nomic-bert", model => model.Retype("token_embd_norm.weight", GgufTensorType.F16)),
        BrokenModel.Of("a norm of I32", "qwen2", model => model.Retype("output_norm.weight", GgufTensorType.I32)),
        BrokenModel.Of("a bias of F16", "qwen2", model => model.Retype("blk.0.attn_q.bias", GgufTensorType.F16)),
        BrokenModel.Of("a bias of Q8_0", "qwen2", model => model.Retype("blk.0.attn_q.bias", GgufTensorType.Q8_0)),
        BrokenModel.Of("token types of F16", "nomic-bert", model => model.Retype("token_types.weight", GgufTensorType.F16)),
        BrokenModel.Of("a head's norm of BF16", "qwen3", model => model.Retype("blk.0.attn_k_norm.weight", GgufTensorType.BF16)),
    ];
}
