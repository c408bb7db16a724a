namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>A node of a <see cref="SyntaxTable"/>. Offsets count UTF-16 code units; white space at its end is not part of it.</summary>
internal struct SyntaxEntry
{
    public int Start, End;

    /// <summary>Index behind the node's last descendant: its next sibling's, if it has one.</summary>
    public int Next;

    /// <summary>Index of the parent and of the sibling before, -1 for none.</summary>
    public int Parent, Previous;

    /// <summary>Node type and the field that it fills in its parent, in the vocabulary of the language's grammar.</summary>
    public ushort Symbol, Field;
}

/// <summary>
/// A file's named syntax nodes in document order. Whatever parsed the file fills it, and everything after works on it alone. Children lie
/// inside their parents, in order and without overlap, whatever the parser claimed. Reused from file to file.
/// </summary>
internal sealed class SyntaxTable
{
    /// <summary>Nodes deeper than this are left out: their text belongs to the ancestor that is still in. Bounds every recursion over it.</summary>
    public const int MaximumDepth = 200;

    private readonly int[] _open = new int[MaximumDepth];
    private readonly int[] _lastChild = new int[MaximumDepth + 1];
    private SyntaxEntry[] _entries = new SyntaxEntry[4_096];
    private string _text = "";
    private int _depth;

    public int Count { get; private set; }

    public string Text => _text;

    public bool CanNest => _depth < MaximumDepth;

    public ref readonly SyntaxEntry this[int index] => ref _entries[index];

    public void Reset(string text)
    {
        _text = text;
        _depth = 0;
        _lastChild[0] = -1;
        Count = 0;
    }

    /// <summary>Adds a node; what is opened before <see cref="Close"/> becomes its child. Needs <see cref="CanNest"/>.</summary>
    /// <returns>False, and nothing to close, when nothing of the node is left inside its parent and behind its sibling.</returns>
    public bool Open(ushort symbol, ushort field, int start, int end)
    {
        var parent = _depth == 0 ? -1 : _open[_depth - 1];
        var previous = _lastChild[_depth];
        start = Math.Max(start, previous >= 0 ? _entries[previous].End : parent >= 0 ? _entries[parent].Start : 0);
        end = Math.Min(end, parent >= 0 ? _entries[parent].End : _text.Length);
        while (end > start && char.IsWhiteSpace(_text[end - 1])) end--;
        if (end <= start) return false;
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        _entries[Count] = new SyntaxEntry
        {
            Start = start,
            End = end,
            Next = Count + 1,
            Parent = parent,
            Previous = previous,
            Symbol = symbol,
            Field = field,
        };
        _lastChild[_depth] = Count;
        _open[_depth++] = Count++;
        _lastChild[_depth] = -1;
        return true;
    }

    public void Close() => _entries[_open[--_depth]].Next = Count;

    /// <summary>
    /// Closes a node and moves comments that end it out of it: some grammars put what is written above a declaration into the node before.
    /// </summary>
    public void CloseBeforeComments(LanguageRules rules)
    {
        var node = _open[_depth - 1];
        var last = _lastChild[_depth];
        Close();
        if (last < 0 || _entries[last].End != _entries[node].End) return;
        var first = Count;
        for (; rules.IsComment(_entries[last].Symbol) && _entries[last].Previous >= 0; last = _entries[last].Previous) first = last;
        if (first == Count) return;
        _entries[node].Next = first;
        _entries[node].End = _entries[_entries[first].Previous].End;
        _entries[first].Previous = node;
        for (var comment = first; comment < Count; comment++)
        {
            _entries[comment].Parent = _entries[node].Parent;
            _lastChild[_depth] = comment;
        }
    }

    /// <returns>Index of the first child, or -1; with <paramref name="parent"/> -1 the first node at the top.</returns>
    public int FirstChild(int parent) => parent + 1 < EndOf(parent) ? parent + 1 : -1;

    public int NextSibling(int index)
    {
        var next = _entries[index].Next;
        return next < EndOf(_entries[index].Parent) ? next : -1;
    }

    public ReadOnlySpan<char> TextOf(int index) => _text.AsSpan(_entries[index].Start, _entries[index].End - _entries[index].Start);

    private int EndOf(int parent) => parent < 0 ? Count : _entries[parent].Next;
}
