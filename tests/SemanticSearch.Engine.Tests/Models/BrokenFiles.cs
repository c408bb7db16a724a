using System.Text;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>What was seen to end the process, and what downloads leave behind.</summary>
internal static class BrokenFiles
{
    public static IReadOnlyList<BrokenModel> KnownAborts { get; } =
    [
        BrokenModel.Of("block_count 0", "nomic-bert", model => model.Set(".block_count", 0u)),
        BrokenModel.Of("block_count huge", "nomic-bert", model => model.Set(".block_count", 1_000_000u)),
        BrokenModel.Of("block_count 513, one more than llama.cpp has room for", "nomic-bert", model => model.Set(".block_count", 513u)),
        BrokenModel.Of("expert_count without its pair", "nomic-bert", model => model.Set(".expert_count", 8u)),
        BrokenModel.Of("expert_used_count without its pair", "qwen2", model => model.Set(".expert_used_count", 2u)),
        BrokenModel.Of("pooling_type 99", "nomic-bert", model => model.Set(".pooling_type", 99u)),
        BrokenModel.Of("a matrix of I32", "nomic-bert", model => model.Retype("blk.0.ffn_up.weight", GgufTensorType.I32)),
        BrokenModel.Of("the token table of I32", "nomic-bert", model => model.Retype("token_embd.weight", GgufTensorType.I32)),
        new("empty", () => []),
        new("cut in the middle", () => SmallModel.Of("nomic-bert").ToBytes() is var bytes ? bytes[..(bytes.Length / 2)] : []),
        new("cut in its header", () => SmallModel.Of("nomic-bert").ToBytes()[..500]),
        Text("an HTML page", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"),
        Text("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 146146432\n"),
    ];

    public static IReadOnlyList<BrokenModel> NoModels { get; } =
    [
        Text("one byte", "G"),
        Text("the magic alone", "GGUF"),
        Text("an HTML page behind a byte order mark", "\uFEFF\r\n <HTML><body>Not found</body></HTML>"),
        Text("an XML error page", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"),
        Text("a server's JSON error", "{\"error\":\"Repository not found\"}"),
        Text("plain text", "Invalid username or password."),
        Bytes("a ZIP archive or PyTorch model", [.. "PK\u0003\u0004"u8, .. new byte[100]]),
        Bytes("a gzip archive", [0x1F, 0x8B, 8, 0, .. new byte[100]]),
        Bytes("a 7-Zip archive", [.. "7z\u00BC\u00AF"u8, .. new byte[100]]),
        Bytes("a safetensors model", [80, 0, 0, 0, 0, 0, 0, 0, .. "{\"__metadata__\":{\"format\":\"pt\"}}"u8, .. new byte[100]]),
        Bytes("an ONNX model", [8, 7, 18, 7, .. "pytorch"u8, .. new byte[100]]),
        Bytes("a GGML model of 2022", [.. "lmgg"u8, .. new byte[100]]),
        Bytes("zeros", new byte[4096]),
        Bytes("big-endian GGUF", [.. "FUGG"u8, .. new byte[100]]),
    ];

    private static BrokenModel Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    private static BrokenModel Bytes(string name, byte[] bytes) => new(name, () => bytes);
}
