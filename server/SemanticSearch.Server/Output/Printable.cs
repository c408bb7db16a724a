using System.Globalization;
using System.Text;

namespace SemanticSearch.Server.Output;

/// <summary>Text from files made fit for a terminal: nothing in it can move the cursor, and its width is known.</summary>
internal static class Printable
{
    private const int TabWidth = 4;

    /// <summary>
    /// Replaces control characters (escape sequences would otherwise run in the user's terminal) and the marks that reorder text;
    /// tabs become blanks.
    /// </summary>
    public static string Clean(string text, bool keepLineBreaks = false)
    {
        if (!text.Any(Unsafe)) return text;

        var clean = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (character == '\t') clean.Append(' ', TabWidth);
            else if (keepLineBreaks && character is '\n' or '\r') clean.Append(character);
            else clean.Append(Unsafe(character) ? '\uFFFD' : character);
        }

        return clean.ToString();
    }

    /// <returns>Columns that the text takes in a terminal.</returns>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <returns>The text, cut with an ellipsis where it is wider than <paramref name="columns"/>.</returns>
    public static string Fit(string text, int columns)
    {
        if (Width(text) <= columns) return text;
        if (columns < 1) return "";

        var width = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Width(rune);
            if (width > columns - 1) break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + "…";
    }

    // U+202A–202E and U+2066–2069 reorder what follows them.
    private static bool Unsafe(char character) =>
        char.IsControl(character) || character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // The wide blocks of Unicode's EastAsianWidth.txt, and the emoji that terminals draw over two columns.
    private static bool IsWide(int value) => value is
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0xA4CF or >= 0xA960 and <= 0xA97C or >= 0xAC00 and <= 0xD7A3
        or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
        or >= 0x1F300 and <= 0x1F64F or >= 0x1F680 and <= 0x1F6FF or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD;
}
