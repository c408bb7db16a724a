using System.Buffers.Binary;
using System.Text;

namespace SemanticSearch.Engine.Models;

/// <summary>Says what a file is that was taken for a model: mostly what a download left behind.</summary>
internal static class ForeignFile
{
    /// <summary>Bytes from the start that tell.</summary>
    public const int HeadBytes = 512;

    private const string DownloadAgain = "Download the model itself: it has tens of megabytes at least.";

    /// <param name="head">The file's first bytes, up to <see cref="HeadBytes"/>.</param>
    /// <returns>What is wrong and what to do; null when it begins as a GGUF file does.</returns>
    public static string? Explain(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return $"The file is empty. {DownloadAgain}";
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) == GgufLayout.Magic) return null;
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return "The file is a Git LFS pointer, not the model. Run 'git lfs pull' in its folder, or download the file from the model's page.";
        }

        if (Array.Exists(["<!doctype", "<html", "<?xml", "<head", "<body"], tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase)))
        {
            return "The file is a web page, not the model: a download address that wants a login or a click gives one. "
                + "Download the file in a browser, or from its '/resolve/' address.";
        }

        if (text.StartsWith("{\"error\"", StringComparison.Ordinal)) return $"The file is a server's error message, not the model. {DownloadAgain}";
        if (OtherFormat(head) is { } format)
        {
            return $"The file is {format}, not GGUF. Get the model's GGUF build, or convert it with llama.cpp's convert_hf_to_gguf.py.";
        }

        return head.TrimStart((byte)0).IsEmpty
            ? $"The file is full of zeros: space was reserved for a download that never came. {DownloadAgain}"
            : "The file is not a GGUF model (it does not start with 'GGUF'). Name a .gguf file.";
    }

    private static string? OtherFormat(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8)) return "a ZIP archive or a PyTorch model";
        if (head.StartsWith("\u001F"u8) && head.Length > 1 && head[1] == 0x8B) return "compressed (gzip)";
        if (head.StartsWith("7z"u8)) return "compressed (7-Zip)";
        if (head.StartsWith("ggml"u8) || head.StartsWith("lmgg"u8) || head.StartsWith("tjgg"u8) || head.StartsWith("fmgg"u8)) return "in llama.cpp's format of before 2023";
        if (head.StartsWith("\u0008\u0007\u0012"u8) || head.StartsWith("\u0008\u0008\u0012"u8)) return "an ONNX model";
        return head.Length > 9 && head[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(head) < int.MaxValue ? "a safetensors model" : null;
    }
}
