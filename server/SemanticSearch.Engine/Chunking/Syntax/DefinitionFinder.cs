using SemanticSearch.Engine.Chunking.Grammars;

namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>Finds every definition of a <see cref="SyntaxTable"/>, nested ones too, in document order. Reused from file to file.</summary>
internal sealed class DefinitionFinder
{
    private const int MaximumNameLength = 120;

    private readonly List<FoundDefinition> _found = [];
    private readonly Stack<int> _around = new();
    private int[] _byNode = new int[1_024];
    private string _fileScope = "";
    private SyntaxTable _table = new();
    private LanguageRules? _rules;

    public IReadOnlyList<FoundDefinition> Found => _found;

    /// <returns>Index of the definition whose outermost node this is, or -1.</returns>
    public int At(int node) => _byNode[node] - 1;

    /// <summary>The scope of what stands at the top of the file, as far as it was read.</summary>
    public string FileScope => _fileScope;

    public void Reset()
    {
        _found.Clear();
        _around.Clear();
        _fileScope = "";
    }

    public void Find(SyntaxTable table, LanguageRules rules)
    {
        Reset();
        _table = table;
        _rules = rules;
        if (_byNode.Length < table.Count) _byNode = new int[table.Count];
        Array.Clear(_byNode, 0, table.Count);
        for (var node = 0; node < table.Count; node++)
        {
            while (_around.Count > 0 && node >= EndOf(_found[_around.Peek()])) _around.Pop();
            var symbol = table[node].Symbol;
            if (rules.FileScopeOf(symbol) is { } path && path.Find(table, node, rules) is >= 0 and var scope) _fileScope = Dotted(Clean(table.TextOf(scope)));
            foreach (var rule in rules.DefinitionsOf(symbol))
            {
                if (TryAdd(rule, node)) break;
            }
        }
    }

    private bool TryAdd(ResolvedRule rule, int node)
    {
        var (table, rules) = (_table, _rules!);
        var parent = _around.Count > 0 ? _around.Peek() : -1;
        if (rule.Source.NotInFunctions && InFunction(parent)) return false;
        if (rule.Requires is { } requires && requires.Find(table, node, rules) < 0) return false;
        if (rule.Keyword is { } keyword && !IsOneOf(keyword.Find(table, node, rules), rule.Source.Words)) return false;
        var nameNode = rule.Name.Find(table, node, rules);
        var text = nameNode >= 0 ? Clean(table.TextOf(nameNode)) : rule.Source.FixedName ?? "";
        if (text.Length == 0 || !HasHeadWord(rule.Source.HeadWord, node, nameNode)) return false;
        var (qualifier, name) = Split(text);

        var outer = Outermost(node);
        var first = FirstLead(outer);
        if (rule.Source.MergesClauses && table[first].Start == table[outer].Start && ContinuesClause(outer, name)) return true;

        var receiver = rule.Receiver?.Find(table, node, rules) is >= 0 and var found ? Clean(table.TextOf(found)) : qualifier;
        var scope = Join(parent >= 0 ? _found[parent].Path : _fileScope, receiver);
        var next = table.NextSibling(outer);
        var trailer = next >= 0 && rules.IsTrailer(table[next].Symbol) ? next : -1;
        var body = trailer >= 0 ? trailer : rule.Body?.Find(table, node, rules) ?? -1;
        var (documentationStart, documentationEnd) = Documentation(rule, node, first, outer);
        _found.Add(new FoundDefinition
        {
            Rule = rule,
            Kind = KindOf(rule.Source.Kind, name, parent, receiver.Length > 0),
            Name = name,
            Scope = scope,
            Path = Join(scope, name),
            Node = node,
            Outer = outer,
            Last = trailer >= 0 ? trailer : outer,
            Start = table[first].Start,
            End = table[trailer >= 0 ? trailer : outer].End,
            DocumentationStart = documentationStart,
            DocumentationEnd = documentationEnd,
            NameStart = nameNode >= 0 ? table[nameNode].Start + Math.Max(0, table.TextOf(nameNode).LastIndexOf(name)) : table[node].Start,
            BodyStart = body >= 0 ? table[body].Start : -1,
            Parent = parent,
        });
        _byNode[outer] = _found.Count;
        if (trailer >= 0) _byNode[trailer] = _found.Count;
        _around.Push(_found.Count - 1);
        return true;
    }

    private bool ContinuesClause(int outer, string name)
    {
        var previous = _table[outer].Previous;
        if (previous < 0 || At(previous) is not (>= 0 and var index) || _found[index].Name != name) return false;
        _found[index].End = _table[outer].End;
        _found[index].Last = outer;
        _byNode[outer] = index + 1;
        _around.Push(index);
        return true;
    }

    private int Outermost(int node)
    {
        var rules = _rules!;
        while (_table[node].Parent is >= 0 and var parent && rules.IsWrapper(_table[parent].Symbol))
        {
            if (IsOneOfSeveral(node) || _table.NextSibling(node) >= 0 || _byNode[parent] > 0) break;
            node = parent;
        }
        return node;
    }

    private bool IsOneOfSeveral(int node)
    {
        for (var previous = _table[node].Previous; previous >= 0; previous = _table[previous].Previous)
        {
            if (_table[previous].Symbol == _table[node].Symbol) return true;
        }
        return false;
    }

    /// <summary>
    /// The body's first child stands behind a comment that some grammars leave outside the body, as the body's own sibling.
    /// </summary>
    private int FirstLead(int outer)
    {
        var rules = _rules!;
        var first = Leads.First(_table, rules, outer);
        while (first == outer && _table[outer].Previous < 0 && _table[outer].Parent is >= 0 and var parent
            && _table[parent].Start == _table[outer].Start && _byNode[parent] == 0)
        {
            var above = Leads.First(_table, rules, parent);
            if (above != parent) return above;
            outer = first = parent;
        }
        return first;
    }

    private (int Start, int End) Documentation(ResolvedRule rule, int node, int first, int outer)
    {
        var (table, rules) = (_table, _rules!);
        if (rule.Docstring?.Find(table, node, rules) is >= 0 and var inside
            && table.TextOf(inside).StartsWith(rule.Source.DocstringMark, StringComparison.Ordinal))
        {
            return (table[inside].Start, table[inside].End);
        }
        var (start, end) = (-1, -1);
        for (var lead = first; lead >= 0 && table[lead].End <= table[outer].Start; lead = table.NextSibling(lead))
        {
            if (!IsDocumentation(lead)) continue;
            if (start < 0) start = table[lead].Start;
            end = table[lead].End;
        }
        return (start, end);
    }

    private bool IsDocumentation(int lead)
    {
        if (_rules!.Source.DocumentationMarks is not { } marks) return _rules.IsComment(_table[lead].Symbol);
        foreach (var mark in marks)
        {
            if (_table.TextOf(lead).StartsWith(mark, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private string? KindOf(string? kind, string name, int parent, bool qualified)
    {
        if (kind is not ChunkKinds.Function) return kind;
        var around = parent >= 0 ? _found[parent].Kind : ChunkKinds.Module;
        // What only gives a scope stands for a type: an impl block, an extension.
        if (!qualified && around is not null && !GrammarRules.TypeKinds.Contains(around)) return kind;
        return _rules!.Source.ConstructorNames.Contains(name) ? ChunkKinds.Constructor : ChunkKinds.Method;
    }

    private bool InFunction(int parent)
    {
        for (; parent >= 0; parent = _found[parent].Parent)
        {
            if (_found[parent].Kind is ChunkKinds.Function or ChunkKinds.Method or ChunkKinds.Constructor or ChunkKinds.Property or ChunkKinds.Test) return true;
        }
        return false;
    }

    private bool IsOneOf(int node, IReadOnlyList<string> words)
    {
        if (node < 0) return false;
        foreach (var word in words)
        {
            if (_table.TextOf(node).SequenceEqual(word)) return true;
        }
        return false;
    }

    private (string Qualifier, string Name) Split(string text)
    {
        foreach (var separator in _rules!.Source.NameSeparators)
        {
            var at = text.LastIndexOf(separator, StringComparison.Ordinal);
            if (at <= 0 || at + separator.Length >= text.Length) continue;
            var qualifier = WithoutTypeArguments(Dotted(text[..at]));
            return (_rules.Source.EmptyQualifiers.Contains(qualifier) ? "" : qualifier, text[(at + separator.Length)..]);
        }
        return ("", text);
    }

    private bool HasHeadWord(string? word, int node, int nameNode)
    {
        if (word is null) return true;
        var head = _table.TextOf(node);
        if (nameNode >= 0) head = head[..Math.Clamp(_table[nameNode].Start - _table[node].Start, 0, head.Length)];
        foreach (var part in head.Split(' '))
        {
            if (head[part].SequenceEqual(word)) return true;
        }
        return false;
    }

    /// <summary>The nodes of one definition may be siblings, and it is around everything in any of them.</summary>
    private int EndOf(FoundDefinition definition) => Math.Max(_table[definition.Node].Next, definition.Last == definition.Outer ? 0 : _table[definition.Last].Next);

    private string Dotted(string qualified)
    {
        foreach (var separator in _rules!.Source.NameSeparators) qualified = qualified.Replace(separator, ".", StringComparison.Ordinal);
        return qualified;
    }

    private static string WithoutTypeArguments(string qualifier)
    {
        var open = qualifier.IndexOf('<', StringComparison.Ordinal);
        var close = qualifier.LastIndexOf('>');
        return open > 0 && close > open ? qualifier.Remove(open, close + 1 - open) : qualifier;
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : name.Length == 0 ? scope : $"{scope}.{name}";

    private static string Clean(ReadOnlySpan<char> text)
    {
        if (text.Length >= 2 && text[0] is '"' or '\'' or '`') text = text.Trim(text[0]);
        text = text.Trim().TrimStart('$');
        if (text.Length > MaximumNameLength) text = text[..(char.IsHighSurrogate(text[MaximumNameLength - 1]) ? MaximumNameLength - 1 : MaximumNameLength)];
        return text.IndexOfAny('\n', '\r') < 0 ? text.ToString() : Signatures.OnOneLine(text, MaximumNameLength);
    }
}
