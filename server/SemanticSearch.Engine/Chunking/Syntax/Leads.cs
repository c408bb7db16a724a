namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>What stands before a node and belongs to it: comments and attributes with no blank line between.</summary>
internal static class Leads
{
    /// <returns>Whether <paramref name="lead"/> belongs to its next sibling.</returns>
    public static bool Attaches(SyntaxTable table, LanguageRules rules, int lead, int next)
    {
        ref readonly var entry = ref table[lead];
        if (!rules.IsLead(entry.Symbol) || HasBlankLine(table.Text.AsSpan(entry.End, table[next].Start - entry.End))) return false;
        // A comment behind code on the same line speaks of that code.
        return !rules.IsComment(entry.Symbol) || StartsItsLine(table.Text, entry.Start);
    }

    /// <returns>The first sibling that belongs to the node, or the node itself.</returns>
    public static int First(SyntaxTable table, LanguageRules rules, int node)
    {
        var first = node;
        while (true)
        {
            var previous = table[first].Previous;
            if (previous < 0 || !Attaches(table, rules, previous, first)) return first;
            first = previous;
        }
    }

    private static bool StartsItsLine(string text, int offset)
    {
        for (var i = offset - 1; i >= 0 && text[i] is not ('\n' or '\r'); i--)
        {
            if (!char.IsWhiteSpace(text[i])) return false;
        }
        return true;
    }

    private static bool HasBlankLine(ReadOnlySpan<char> between)
    {
        var ends = 0;
        for (var i = 0; i < between.Length; i++)
        {
            if (between[i] is not ('\n' or '\r')) continue;
            if (between[i] == '\r' && i + 1 < between.Length && between[i + 1] == '\n') i++;
            if (++ends > 1) return true;
        }
        return false;
    }
}
