using System.Buffers.Binary;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>Counts, lengths, types and offsets that are not what follows.</summary>
internal static class BrokenHeaders
{
    private const int VersionAt = 4;
    private const int TensorCountAt = 8;
    private const int EntryCountAt = 16;
    private const int FirstKeyAt = 24;

    public static IReadOnlyList<BrokenModel> All { get; } =
    [
        BrokenModel.Patched("version 1", bytes => bytes[VersionAt] = 1),
        BrokenModel.Patched("version 2", bytes => bytes[VersionAt] = 2),
        BrokenModel.Patched("version 3, big-endian", bytes => bytes.AsSpan(VersionAt, 4).Reverse()),
        BrokenModel.Patched("more tensors than the file can hold", bytes => Write(bytes, TensorCountAt, ulong.MaxValue)),
        BrokenModel.Patched("more tensors than there are", bytes => bytes[TensorCountAt]++),
        BrokenModel.Patched("a hundred thousand tensors", bytes => Write(bytes, TensorCountAt, 100_000)),
        BrokenModel.Patched("fewer tensors than there are", bytes => bytes[TensorCountAt]--),
        BrokenModel.Patched("more metadata than the file can hold", bytes => Write(bytes, EntryCountAt, long.MaxValue)),
        BrokenModel.Patched("more metadata than there is", bytes => bytes[EntryCountAt]++),
        BrokenModel.Patched("less metadata than there is", bytes => bytes[EntryCountAt]--),
        BrokenModel.Patched("a key of 2^63 bytes", bytes => Write(bytes, FirstKeyAt, 1UL << 63)),
        BrokenModel.Patched("a key of no bytes", bytes => Write(bytes, FirstKeyAt, 0)),
        BrokenModel.Patched("a key that is not UTF-8", bytes => bytes[FirstKeyAt + 8] = 0xFF),
        BrokenModel.Patched("a value of an unknown type", bytes => bytes[BrokenModel.Behind(bytes, "nomic-bert.block_count")] = 13),
        BrokenModel.Patched("a Boolean that is 2", bytes => bytes[BrokenModel.Behind(bytes, "nomic-bert.attention.causal") + 4] = 2),
        BrokenModel.Patched("a list of an unknown type", bytes => bytes[BrokenModel.Behind(bytes, "tokenizer.ggml.tokens") + 4] = 99),
        BrokenModel.Patched("a list longer than the file", bytes => Write(bytes, BrokenModel.Behind(bytes, "tokenizer.ggml.tokens") + 8, 1UL << 40)),
        BrokenModel.Patched("lists in lists without end", bytes =>
        {
            var at = BrokenModel.Behind(bytes, "tokenizer.ggml.tokens");
            for (var depth = 0; depth < 8; depth++, at += 12)
            {
                bytes[at] = 9;
                bytes[at + 4] = 9;
                Write(bytes, at + 4 + 4, 1);
            }
        }),
        BrokenModel.Of("a key twice", "nomic-bert", model => model.Metadata.Add(new("nomic-bert.block_count", 0u))),
        BrokenModel.Of("a key that a C program reads as another", "nomic-bert", model => model.Metadata.Insert(0, new("nomic-bert.block_count\0x", 0u))),
        BrokenModel.Of("a tensor twice", "nomic-bert", model => model.Tensors.Add(model.Tensors[0])),
        BrokenModel.Of("a tensor's name that a C program reads as another", "nomic-bert", model => model.Tensor("token_embd.weight\0x", 32, 4)),
        BrokenModel.Of("a tensor's name of 64 bytes", "nomic-bert", model => model.Tensor(new string('n', 64), 32)),
        BrokenModel.Of("alignment 7", "nomic-bert", model => model.Set("general.alignment", 7u)),
        new("alignment as an int32, where llama.cpp asserts a uint32", () => Aligned(bytes => bytes[BrokenModel.Behind(bytes, "general.alignment")] = 5)),
        new("alignment 0", () => Aligned(bytes => bytes[BrokenModel.Behind(bytes, "general.alignment") + 4] = 0)),
        BrokenModel.Patched("a tensor without dimensions", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight")] = 0),
        BrokenModel.Patched("a tensor of five dimensions", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight")] = 5),
        BrokenModel.Patched("a dimension of 0", bytes => Write(bytes, BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 4, 0)),
        BrokenModel.Patched("a dimension of 2^63", bytes => Write(bytes, BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 4, 1UL << 63)),
        BrokenModel.Patched("dimensions whose product is too large", bytes =>
        {
            Write(bytes, BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 4, int.MaxValue);
            Write(bytes, BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 12, int.MaxValue);
        }),
        BrokenModel.Patched("a tensor of a removed type", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 20] = 4),
        BrokenModel.Patched("a tensor of a type of tomorrow", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 20] = 200),
        BrokenModel.Patched("a quantised row that is no whole number of blocks", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 20] = (byte)GgufTensorType.Q4_K),
        BrokenModel.Patched("a tensor behind the end", bytes => Write(bytes, BrokenModel.Behind(bytes, "blk.1.layer_output_norm.bias") + 16, 1 << 30)),
        BrokenModel.Patched("a tensor at 2^63", bytes => Write(bytes, BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 24, 1UL << 63)),
        BrokenModel.Patched("a tensor that is not aligned", bytes => bytes[BrokenModel.Behind(bytes, "blk.0.ffn_up.weight") + 24]++),
        BrokenModel.Patched("two tensors in one place", bytes => Write(bytes, BrokenModel.Behind(bytes, "token_types.weight") + 24, 0)),
        BrokenModel.Patched("a gap between tensors", bytes =>
        {
            // The last one, into the padding that the writer left; 32 bytes further there is still room when it is made shorter.
            var at = BrokenModel.Behind(bytes, "blk.1.layer_output_norm.bias");
            Write(bytes, at + 4, 8);
            Write(bytes, at + 16, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 16)) + 32);
        }),
        new("one byte too few", () => SmallModel.Of("nomic-bert").ToBytes()[..^1]),
    ];

    /// <summary>The writer cannot write a file that is aligned wrongly: it is changed once it is written.</summary>
    private static byte[] Aligned(Action<byte[]> change)
    {
        var bytes = SmallModel.Of("nomic-bert").Set("general.alignment", 32u).ToBytes();
        change(bytes);
        return bytes;
    }

    private static void Write(byte[] bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}
