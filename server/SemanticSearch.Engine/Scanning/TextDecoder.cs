using System.Buffers;
using System.Globalization;
using System.Text;

namespace SemanticSearch.Engine.Scanning;

/// <summary>Finds out which encoding bytes are in, and decodes them; or that they are no text.</summary>
internal static class TextDecoder
{
    public const string Utf8 = "utf-8", Utf8Bom = "utf-8-bom", Utf16Le = "utf-16le", Utf16Be = "utf-16be", Latin1 = "latin-1";

    /// <summary>How much is looked at to tell UTF-16 without a mark from binary, in bytes.</summary>
    private const int Utf16SampleBytes = 4096;

    /// <summary>Least share of ASCII characters in UTF-16 without a mark: source code is mostly ASCII, chance is not.</summary>
    private const double Utf16AsciiShare = 0.5;

    /// <summary>A text may hold a stray control character (form feed and escape are not counted); this share is binary.</summary>
    private const double ControlShare = 0.005;

    /// <summary>0x80–0x9F are no letters in Latin-1, and quotes and dashes in Windows-1252; this share is neither.</summary>
    private const double HighControlShare = 0.1;

    private static readonly UnicodeEncoding StrictLe = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictBe = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    // Not among them: \b \t \n \v \f \r and escape, which terminals' output and old sources hold.
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    /// <returns>Null when decoded, else why not; <paramref name="text"/> is then empty.</returns>
    public static Skip? TryDecode(ReadOnlySpan<byte> bytes, out string text, out string encoding)
    {
        text = "";
        encoding = Utf8;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            return Binary("UTF-32");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return DecodeUtf16(bytes[2..], Encoding.Unicode, Utf16Le, out text, out encoding);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return DecodeUtf16(bytes[2..], Encoding.BigEndianUnicode, Utf16Be, out text, out encoding);
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes["\uFEFF"u8.Length..];
            encoding = Utf8Bom;
        }

        int firstControl = bytes.IndexOfAny(Controls);
        if (firstControl >= 0)
        {
            int zero = bytes.IndexOf((byte)0);
            if (zero >= 0)
            {
                return GuessUtf16(bytes) is { } guess && DecodeUtf16(bytes, guess.Encoding, guess.Name, out text, out encoding) is null
                    ? null
                    : Binary(string.Create(CultureInfo.InvariantCulture, $"NUL at byte {zero}"));
            }

            int controls = Count(bytes[firstControl..]);
            if (controls > bytes.Length * ControlShare)
                return Binary(string.Create(CultureInfo.InvariantCulture, $"{controls} control characters in {bytes.Length} bytes"));
        }

        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            text = Encoding.UTF8.GetString(bytes);
            return null;
        }

        int high = 0;
        foreach (byte value in bytes)
            high += value is >= 0x80 and <= 0x9F ? 1 : 0;
        if (high > bytes.Length * HighControlShare)
            return Binary("neither UTF-8 nor Latin-1");
        encoding = Latin1;
        text = Encoding.Latin1.GetString(bytes);
        return null;
    }

    private static Skip? DecodeUtf16(ReadOnlySpan<byte> bytes, Encoding how, string name, out string text, out string encoding)
    {
        encoding = name;
        text = how.GetString(bytes);
        if (!text.Contains('\0'))
            return null;
        text = "";
        return Binary("NUL in UTF-16");
    }

    /// <summary>Mostly ASCII, so one half of each pair is zero, always the same half, and nothing that is not UTF-16.</summary>
    private static (Encoding Encoding, string Name)? GuessUtf16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 2 != 0)
            return null;
        var sample = bytes[..Math.Min(bytes.Length, Utf16SampleBytes)];
        int zerosFirst = 0, zerosSecond = 0;
        for (int i = 0; i < sample.Length; i += 2)
        {
            zerosFirst += sample[i] == 0 ? 1 : 0;
            zerosSecond += sample[i + 1] == 0 ? 1 : 0;
        }

        double least = sample.Length / 2 * Utf16AsciiShare;
        var (encoding, name) = (zerosFirst, zerosSecond) switch
        {
            (0, _) when zerosSecond >= least => (StrictLe, Utf16Le),
            (_, 0) when zerosFirst >= least => (StrictBe, Utf16Be),
            _ => (null, ""),
        };
        if (encoding is null)
            return null;
        try
        {
            string text = encoding.GetString(bytes);
            return text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) ? null : (encoding, name);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int Count(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int at = bytes.IndexOfAny(Controls); at >= 0; at = bytes.IndexOfAny(Controls))
        {
            count++;
            bytes = bytes[(at + 1)..];
        }

        return count;
    }

    private static Skip Binary(string detail) => new(SkipReason.Binary, detail);
}
