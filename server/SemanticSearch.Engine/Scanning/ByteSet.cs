using System.Text;

namespace SemanticSearch.Engine.Scanning;

/// <summary>A bracket expression of a glob, "[!a-c[:digit:]]", as a bitmap over all byte values.</summary>
internal sealed class ByteSet
{
    private readonly bool[] members = new bool[256];

    private ByteSet()
    {
    }

    public bool Contains(byte value) => members[value];

    /// <summary>Reads the expression whose '[' is at <paramref name="position"/>, and moves past its ']'.</summary>
    /// <returns>Null when it does not close or names an unknown class: git then matches nothing.</returns>
    public static ByteSet? Parse(ReadOnlySpan<byte> pattern, ref int position, bool foldCase)
    {
        var set = new ByteSet();
        int i = position + 1;
        bool negated = i < pattern.Length && pattern[i] is (byte)'!' or (byte)'^';
        if (negated)
            i++;

        byte rangeStart = 0; // the member before, from which a '-' may span; 0 when it cannot
        for (bool first = true; ; first = false)
        {
            if (i >= pattern.Length)
                return null;
            byte current = pattern[i];
            if (current == ']' && !first)
                break;

            if (current == '-' && rangeStart != 0 && i + 1 < pattern.Length && pattern[i + 1] != ']')
            {
                i++;
                if (pattern[i] == '\\' && ++i >= pattern.Length)
                    return null;
                set.AddRange(rangeStart, pattern[i++], foldCase);
                rangeStart = 0;
                continue;
            }

            if (current == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                int close = pattern[(i + 2)..].IndexOf((byte)']');
                if (close < 0)
                    return null;
                if (close > 0 && pattern[i + 1 + close] == ':')
                {
                    if (!set.AddClass(Encoding.ASCII.GetString(pattern.Slice(i + 2, close - 1)), foldCase))
                        return null;
                    i += close + 3;
                    rangeStart = 0;
                    continue;
                }
            }
            else if (current == '\\')
            {
                if (++i >= pattern.Length)
                    return null;
                current = pattern[i];
            }

            set.members[current] = true;
            rangeStart = current;
            i++;
        }

        position = i + 1;
        if (negated)
        {
            for (int value = 0; value < set.members.Length; value++)
                set.members[value] = !set.members[value];
        }

        return set;
    }

    /// <summary>When folding, a small letter belongs if its capital lies in the range: git folds ranges, but not single members.</summary>
    private void AddRange(byte from, byte to, bool foldCase)
    {
        for (int value = from; value <= to; value++)
        {
            members[value] = true;
            if (foldCase && AsciiCase.IsUpper((byte)value))
                members[AsciiCase.Lower((byte)value)] = true;
        }
    }

    private bool AddClass(string name, bool foldCase)
    {
        Func<char, bool>? belongs = name switch
        {
            "alnum" => char.IsAsciiLetterOrDigit,
            "alpha" => char.IsAsciiLetter,
            "blank" => c => c is ' ' or '\t',
            "cntrl" => c => c is < ' ' or '\x7f',
            "digit" => char.IsAsciiDigit,
            "graph" => c => c is > ' ' and < '\x7f',
            "lower" => char.IsAsciiLetterLower,
            "print" => c => c is >= ' ' and < '\x7f',
            "punct" => c => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
            "space" => c => c is ' ' or (>= '\t' and <= '\r'),
            "upper" => c => char.IsAsciiLetterUpper(c) || (foldCase && char.IsAsciiLetterLower(c)),
            "xdigit" => char.IsAsciiHexDigit,
            _ => null,
        };
        if (belongs is null)
            return false;
        for (int value = 0; value < 128; value++)
            members[value] |= belongs((char)value);
        return true;
    }
}

/// <summary>Case as git folds it in paths: ASCII letters only, whatever the locale.</summary>
internal static class AsciiCase
{
    public static bool IsUpper(byte value) => value is >= (byte)'A' and <= (byte)'Z';

    public static byte Lower(byte value) => IsUpper(value) ? (byte)(value + ('a' - 'A')) : value;

    public static byte[] Lower(ReadOnlySpan<byte> text)
    {
        var lower = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
            lower[i] = Lower(text[i]);
        return lower;
    }
}
