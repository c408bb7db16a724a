namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>Splits an identifier into its words: getUserName, user_name, HTTPServer, utf8Decoder.</summary>
internal static class IdentifierParts
{
    private enum Kind
    {
        Separator,
        Lower,
        Upper,
        Digit,
    }

    /// <param name="parts">Where the words stand; when there are more than it has room for, the rest is left out.</param>
    /// <returns>Number of words.</returns>
    public static int Split(ReadOnlySpan<char> identifier, Span<Range> parts)
    {
        var count = 0;
        var start = -1;
        var previous = Kind.Separator;
        for (var i = 0; i < identifier.Length && count < parts.Length; i++)
        {
            var kind = KindOf(identifier[i]);
            if (start >= 0)
            {
                var end = BoundaryBefore(i, start, previous, kind);
                if (end >= 0)
                {
                    parts[count++] = start..end;
                    start = end;
                }
            }

            if (kind == Kind.Separator) start = -1;
            else if (start < 0) start = i;
            previous = kind;
        }

        if (start >= 0 && count < parts.Length) parts[count++] = start..identifier.Length;
        return count;
    }

    /// <returns>Where the word that began at <paramref name="start"/> ends, now that <paramref name="kind"/> was met at i; -1: it goes on.</returns>
    private static int BoundaryBefore(int i, int start, Kind previous, Kind kind)
    {
        if (kind == Kind.Separator) return i;
        if ((kind == Kind.Digit) != (previous == Kind.Digit)) return i;
        if (kind == Kind.Upper && previous == Kind.Lower) return i;

        // The last capital of a run belongs to the word that follows: HTTP|Server.
        return kind == Kind.Lower && previous == Kind.Upper && i - 1 > start ? i - 1 : -1;
    }

    private static Kind KindOf(char c)
    {
        if (char.IsAsciiLetterLower(c)) return Kind.Lower;
        if (char.IsAsciiLetterUpper(c)) return Kind.Upper;
        if (char.IsAsciiDigit(c)) return Kind.Digit;
        if (c < 0x80) return Kind.Separator;
        return char.IsUpper(c) ? Kind.Upper : char.IsDigit(c) ? Kind.Digit : Kind.Lower;
    }
}
