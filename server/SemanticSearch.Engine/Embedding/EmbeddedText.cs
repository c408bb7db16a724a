using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Engine.Embedding;

/// <summary>The exact text that is embedded for a chunk, and its content address.</summary>
public static class EmbeddedText
{
    /// <summary>Bytes of a content hash.</summary>
    public const int HashBytes = 16;

    /// <summary>
    /// The chunk's own text behind a breadcrumb line of its scope and signature. The path is not part of it: see
    /// <see cref="ITextEmbedder.BlendPath"/>.
    /// </summary>
    /// <param name="signature">Added only when the text does not start with it (a later part of a large definition).</param>
    public static string Compose(string scope, string? signature, ReadOnlySpan<char> text)
    {
        var withSignature = signature is not null && text.IndexOf(signature, StringComparison.Ordinal) < 0;
        if (scope.Length == 0 && !withSignature) return text.ToString();
        return withSignature ? $"{scope} {signature}\n{text}" : $"{scope}\n{text}";
    }

    /// <returns>The first <see cref="HashBytes"/> bytes of the SHA-256 of the text in UTF-8.</returns>
    public static byte[] Hash(string embeddedText) => SHA256.HashData(Encoding.UTF8.GetBytes(embeddedText))[..HashBytes];
}
