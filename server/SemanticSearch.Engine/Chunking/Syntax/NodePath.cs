namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>A path of <see cref="Grammars.GrammarRules"/>, resolved to symbols and fields.</summary>
internal sealed class NodePath
{
    private readonly Step[][] _alternatives;

    /// <exception cref="ArgumentException">The path names a field or node type that the grammar does not have.</exception>
    public NodePath(string path, Vocabulary vocabulary)
    {
        _alternatives = [.. path.Split('|').Select(alternative => alternative.Split('/').Select(step => Resolve(step, vocabulary)).ToArray())];
    }

    /// <returns>The index of the node that the first fitting alternative leads to, or -1.</returns>
    public int Find(SyntaxTable table, int from, LanguageRules rules)
    {
        foreach (var steps in _alternatives)
        {
            var node = from;
            foreach (ref readonly var step in steps.AsSpan())
            {
                if (step.Repeat)
                {
                    for (var inner = node; inner >= 0; inner = Child(table, inner, step, rules)) node = inner;
                }
                else
                {
                    node = Child(table, node, step, rules);
                }
                if (node < 0) break;
            }
            if (node >= 0) return node;
        }
        return -1;
    }

    private static int Child(SyntaxTable table, int parent, in Step step, LanguageRules rules)
    {
        for (var child = table.FirstChild(parent); child >= 0; child = table.NextSibling(child))
        {
            ref readonly var entry = ref table[child];
            var fits = (step.Field == 0 || entry.Field == step.Field) && (step.Symbols is null || Array.IndexOf(step.Symbols, entry.Symbol) >= 0);
            if (fits) return child;
            if (step.FirstOnly && !rules.IsComment(entry.Symbol)) return -1;
        }
        return -1;
    }

    private static Step Resolve(string text, Vocabulary vocabulary)
    {
        var firstOnly = text.StartsWith('^');
        var repeat = text.EndsWith('*');
        var name = text.Trim('^', '*');
        if (name.StartsWith('<')) return new Step(vocabulary.Symbols(name.Trim('<', '>')), 0, firstOnly, repeat);
        var colon = name.IndexOf(':');
        return colon < 0
            ? new Step(null, vocabulary.Field(name), firstOnly, repeat)
            : new Step(vocabulary.Symbols(name[(colon + 1)..]), vocabulary.Field(name[..colon]), firstOnly, repeat);
    }

    private readonly record struct Step(ushort[]? Symbols, ushort Field, bool FirstOnly, bool Repeat);
}
