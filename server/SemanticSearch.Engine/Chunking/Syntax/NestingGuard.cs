namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>
/// Roslyn parses types by unguarded recursion: some thousand opened brackets overflow the stack, which ends the process and cannot be
/// caught. Whatever is nested deeper than people write is not shown to it.
/// </summary>
internal static class NestingGuard
{
    /// <summary>Far above real code, far below what a stack of 1 MB bears (about 1,000 levels of tuple types).</summary>
    public const int MaximumDepth = 200;

    /// <returns>Whether brackets are open at any place as deep as that. Those in strings and comments count too.</returns>
    public static bool IsTooDeep(ReadOnlySpan<char> text)
    {
        var (depth, angles) = (0, 0);
        foreach (var c in text)
        {
            switch (c)
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '<':
                    angles++;
                    break;
                case '>':
                    angles = Math.Max(0, angles - 1);
                    break;
                default:
                    continue;
            }
            // "<" also compares: a statement or block starts anew.
            if (c is '{' or '}') angles = 0;
            if (depth + angles > MaximumDepth) return true;
        }
        return false;
    }
}
