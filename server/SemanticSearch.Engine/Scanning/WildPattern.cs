namespace SemanticSearch.Engine.Scanning;

/// <summary>
/// A glob as gitignore(5) understands it, compiled. Works on UTF-8 bytes because git does: '?' is one byte, so it does not match "é".
/// </summary>
internal sealed class WildPattern
{
    private readonly Token[] tokens;

    private WildPattern(Token[] tokens) => this.tokens = tokens;

    private enum TokenKind : byte
    {
        Literal,
        AnyByte,
        Set,
        /// <summary>'*': any run without a slash.</summary>
        Run,
        /// <summary>'**' where it stands for a whole path: any run, slashes too.</summary>
        PathRun,
        /// <summary>'**/': nothing, or any run that ends in a slash.</summary>
        Folders,
    }

    private readonly record struct Token(TokenKind Kind, byte Value = 0, ByteSet? Set = null);

    /// <param name="foldCase">The texts to match are in lower case (ASCII), and capitals here match them.</param>
    /// <returns>Null when the pattern is malformed in a way that makes git match nothing: an open bracket, a trailing backslash.</returns>
    public static WildPattern? Compile(ReadOnlySpan<byte> pattern, bool foldCase)
    {
        var tokens = new List<Token>(pattern.Length);
        for (int i = 0; i < pattern.Length;)
        {
            byte current = pattern[i];
            switch (current)
            {
                case (byte)'*':
                    i = ReadStars(pattern, i, tokens);
                    break;
                case (byte)'?':
                    tokens.Add(new Token(TokenKind.AnyByte));
                    i++;
                    break;
                case (byte)'[':
                    var set = ByteSet.Parse(pattern, ref i, foldCase);
                    if (set is null)
                        return null;
                    tokens.Add(new Token(TokenKind.Set, Set: set));
                    break;
                case (byte)'\\':
                    if (i + 1 == pattern.Length)
                        return null;
                    tokens.Add(Literal(pattern[i + 1], foldCase));
                    i += 2;
                    break;
                default:
                    tokens.Add(Literal(current, foldCase));
                    i++;
                    break;
            }
        }

        return new WildPattern([.. tokens]);
    }

    /// <summary>
    /// Matches the whole text. Going back to the latest star is enough: whatever an earlier one could take, the later one can too, and
    /// a single star never crosses the slash that fixes where its segment ends. So time is at most quadratic, for any pattern.
    /// </summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        int at = 0, position = 0;
        int run = -1, runEnd = 0;
        int pathRun = -1, pathRunEnd = 0;
        while (true)
        {
            if (at == tokens.Length)
            {
                if (position == text.Length)
                    return true;
            }
            else
            {
                var token = tokens[at];
                if (token.Kind == TokenKind.Run)
                {
                    (run, runEnd) = (at++, position);
                    continue;
                }

                if (token.Kind is TokenKind.PathRun or TokenKind.Folders)
                {
                    (pathRun, pathRunEnd, run) = (at++, position, -1);
                    continue;
                }

                if (position < text.Length && MatchesByte(token, text[position]))
                {
                    at++;
                    position++;
                    continue;
                }
            }

            if (run >= 0 && runEnd < text.Length && text[runEnd] != '/')
            {
                (position, at) = (++runEnd, run + 1);
                continue;
            }

            if (pathRun < 0 || pathRunEnd >= text.Length)
                return false;
            int step = 1;
            if (tokens[pathRun].Kind == TokenKind.Folders)
            {
                int slash = text[pathRunEnd..].IndexOf((byte)'/');
                if (slash < 0)
                    return false;
                step = slash + 1;
            }

            pathRunEnd += step;
            (position, at, run) = (pathRunEnd, pathRun + 1, -1);
        }
    }

    private static int ReadStars(ReadOnlySpan<byte> pattern, int start, List<Token> tokens)
    {
        int end = start;
        while (end < pattern.Length && pattern[end] == '*')
            end++;
        bool afterSlash = start == 0 || pattern[start - 1] == '/';
        bool atEnd = end == pattern.Length;
        bool beforeSlash = !atEnd && pattern[end] == '/';
        bool beforeEscapedSlash = end + 1 < pattern.Length && pattern[end] == '\\' && pattern[end + 1] == '/';
        if (end - start < 2 || !afterSlash || !(atEnd || beforeSlash || beforeEscapedSlash))
        {
            tokens.Add(new Token(TokenKind.Run));
            return end;
        }

        tokens.Add(new Token(beforeSlash ? TokenKind.Folders : TokenKind.PathRun));
        return beforeSlash ? end + 1 : end;
    }

    private static Token Literal(byte value, bool foldCase) => new(TokenKind.Literal, foldCase ? AsciiCase.Lower(value) : value);

    private static bool MatchesByte(Token token, byte value) => token.Kind switch
    {
        TokenKind.Literal => value == token.Value,
        TokenKind.AnyByte => value != '/',
        _ => value != '/' && token.Set!.Contains(value),
    };
}
