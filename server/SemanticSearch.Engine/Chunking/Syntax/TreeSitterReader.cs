using SemanticSearch.TreeSitter;

namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>Parses with tree-sitter and copies the named nodes into a <see cref="SyntaxTable"/>, so that native memory is left at once.</summary>
internal sealed class TreeSitterReader : IDisposable
{
    private readonly Parser _parser = new();

    /// <returns>False when the deadline passed.</returns>
    public bool Read(LanguageRules rules, Grammar grammar, string text, SyntaxTable table, TimeSpan deadline, CancellationToken cancellation)
    {
        using var tree = _parser.Parse(grammar, text, deadline, cancellation);
        if (tree is null) return false;
        table.Reset(text);
        var cursor = tree.Walk();
        try
        {
            // The root is the file itself and says nothing more.
            if (cursor.MoveToFirstChild()) Copy(rules, grammar, table, ref cursor, cancellation);
        }
        finally
        {
            cursor.Dispose();
        }
        return true;
    }

    public void Dispose() => _parser.Dispose();

    private static void Copy(LanguageRules rules, Grammar grammar, SyntaxTable table, ref TreeCursor cursor, CancellationToken cancellation)
    {
        // A bit for each level of the cursor says whether its node was entered into the table; below the table's depth none is.
        Span<bool> entered = stackalloc bool[SyntaxTable.MaximumDepth + 1];
        var depth = 0;
        while (true)
        {
            var symbol = cursor.Symbol;
            var named = grammar.IsNamed(symbol);
            var open = named && table.Open(symbol, cursor.Field, cursor.Start, cursor.End);
            if (open && table.CanNest && depth < SyntaxTable.MaximumDepth && !rules.IsOpaque(symbol) && cursor.MoveToFirstChild())
            {
                entered[depth++] = true;
                continue;
            }
            if (open) table.Close();
            while (!cursor.MoveToNextSibling())
            {
                if (depth == 0) return;
                cancellation.ThrowIfCancellationRequested();
                cursor.MoveToParent();
                if (entered[--depth]) table.CloseBeforeComments(rules);
            }
        }
    }
}
