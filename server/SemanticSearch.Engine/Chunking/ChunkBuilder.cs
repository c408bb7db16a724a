using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking;

/// <summary>
/// Divides a file along its definitions. It walks through the file once and keeps one chunk open; a chunk always begins where the one
/// before ended, so that whatever the syntax looks like nothing is left out and nothing is in two chunks. Reused from file to file.
/// </summary>
internal sealed class ChunkBuilder(ChunkingOptions options)
{
    /// <summary>Text between two nodes up to this size (a brace, a separator) goes with its neighbour; more is text of its own.</summary>
    private const int GlueSize = 40;

    private readonly List<DraftChunk> _drafts = [];
    private readonly DefinitionFinder _definitions = new();
    private SyntaxTable _table = new();
    private TextMeasure _measure = new();
    private LanguageRules? _rules;
    private int[] _substantial = [];

    private int _start;
    private int _end;
    private int _definition;
    private int _definitionSize;
    private int _around;
    private bool _sealed;

    public DefinitionFinder Definitions => _definitions;

    public IReadOnlyList<DraftChunk> FromSyntax(SyntaxTable table, LanguageRules rules, TextMeasure measure)
    {
        _definitions.Find(table, rules);
        (_table, _rules, _measure) = (table, rules, measure);
        _substantial =
            [.. _definitions.Found.Where(found => measure.Solid(found.Start, found.End) >= SubstanceOf(found)).Select(found => found.Node)];
        Begin();
        var position = AddChildren(-1, around: -1, position: 0);
        return Finish(position);
    }

    public IReadOnlyList<DraftChunk> FromLines(TextMeasure measure)
    {
        _definitions.Reset();
        _measure = measure;
        Begin();
        return Finish(0);
    }

    private void Begin()
    {
        _drafts.Clear();
        _start = 0;
        Open(-1);
    }

    private IReadOnlyList<DraftChunk> Finish(int position)
    {
        Close(position, _measure.Text.Length, around: -1);
        Flush(_measure.Text.Length);
        return _drafts;
    }

    private int AddChildren(int parent, int around, int position)
    {
        for (var child = _table.FirstChild(parent); child >= 0;)
        {
            var main = child;
            var next = _table.NextSibling(main);
            for (; next >= 0 && Leads.Attaches(_table, _rules!, main, next); next = _table.NextSibling(next)) main = next;
            var definition = _definitions.At(main);
            var end = _table[main].End;
            for (; definition >= 0 && next >= 0 && _definitions.At(next) == definition; next = _table.NextSibling(next)) end = _table[next].End;

            var start = _table[child].Start;
            if (_measure.Solid(position, start) > GlueSize) AddText(position, start, around);
            if (definition >= 0) AddDefinition(definition, main, start, end, around);
            else AddNode(main, start, end, around);
            position = end;
            child = next;
        }
        return position;
    }

    /// <summary>From which size on a definition has a chunk of its own: half as soon when somebody found it worth documenting.</summary>
    private int SubstanceOf(FoundDefinition definition)
    {
        var isData = definition.Kind is ChunkKinds.Field or ChunkKinds.Constant or ChunkKinds.Property;
        return definition.HasDocumentation && !isData ? options.MinimumSize / 2 : options.MinimumSize;
    }

    private void AddDefinition(int definition, int main, int start, int end, int around)
    {
        var size = _measure.Solid(start, end);
        var container = _definitions.Found[definition].Rule.Source.IsContainer;
        if (size > options.MaximumSize || (container && IsWorthEntering(main, size)))
        {
            Flush(start);
            Open(definition);
            _definition = definition;
            _definitionSize = int.MaxValue;
            Enter(main, start, _table[main].End, definition);
            AddFurtherNodes(main, definition);
            _sealed = true;
        }
        else
        {
            var substantial = size >= SubstanceOf(_definitions.Found[definition]);
            _sealed |= substantial;
            Add(start, end, around, definition);
            _sealed |= substantial;
        }
    }

    /// <summary>The siblings that make up a definition together with its first node: a body, the further clauses of a function.</summary>
    private void AddFurtherNodes(int main, int definition)
    {
        var position = _table[main].End;
        for (var next = _table.NextSibling(main); next >= 0 && _definitions.At(next) == definition; next = _table.NextSibling(next))
        {
            if (_measure.Solid(position, _table[next].Start) > GlueSize) AddText(position, _table[next].Start, definition);
            AddNode(next, _table[next].Start, _table[next].End, definition);
            position = _table[next].End;
        }
    }

    private void AddNode(int main, int start, int end, int around)
    {
        var size = _measure.Solid(start, end);
        if (size > options.MaximumSize || IsWorthEntering(main, size)) Enter(main, start, end, around);
        else Add(start, end, around, definition: -1);
    }

    /// <summary>Adds what is before the node, its children one by one, and what is behind the last of them.</summary>
    private void Enter(int main, int start, int end, int around)
    {
        var position = start;
        if (start < _table[main].Start)
        {
            AddText(start, _table[main].Start, around);
            position = _table[main].Start;
        }
        position = AddChildren(main, around, position);
        Close(position, end, around);
    }

    private bool IsWorthEntering(int node, int size)
    {
        if (size <= options.WholeContainerSize) return false;
        var index = Array.BinarySearch(_substantial, node + 1);
        if (index < 0) index = ~index;
        return index < _substantial.Length && _substantial[index] < _table[node].Next;
    }

    /// <summary>Adds what is left of a node behind its last child: closing braces go with what they close.</summary>
    private void Close(int position, int end, int around)
    {
        var rest = _measure.Solid(position, end);
        if (_end >= 0 && rest <= GlueSize && Fits(end)) _end = end;
        else if (rest > 0) AddText(position, end, around);
    }

    /// <summary>Adds text without known structure in the pieces of <see cref="TextPieces"/>.</summary>
    private void AddText(int start, int end, int around)
    {
        foreach (var (from, to) in TextPieces.Of(_measure, start, end, options.MaximumSize)) Add(from, to, around, definition: -1);
    }

    private void Add(int start, int end, int around, int definition)
    {
        var opens = _end >= 0 && (_sealed || _measure.Solid(_start, end) > options.MaximumSize);
        if (opens) Flush(start);
        if (_end < 0 && !Fits(end))
        {
            // Each head was small enough to go with what follows; nested deeply enough, all of them together are not.
            AddText(_start, start, around);
            Flush(start);
        }
        if (_end < 0) _around = around;
        _end = end;
        if (definition < 0) return;
        // A constant among other things does not speak for them as a function does.
        var size = _measure.Solid(start, end);
        if (_definitions.Found[definition].Kind is ChunkKinds.Constant or ChunkKinds.Field)
        {
            size = size * 2 > _measure.Solid(_start, end) ? 1 : 0;
        }
        if (size <= _definitionSize) return;
        _definition = definition;
        _definitionSize = size;
    }

    /// <summary>
    /// Whether the open chunk may end there. Glue is not weighed before it is taken, so that it may lie above the maximum, but only once: every
    /// level of nesting brings some.
    /// </summary>
    private bool Fits(int end) => _measure.Solid(_start, end) <= options.MaximumSize + GlueSize;

    private void Open(int around)
    {
        _end = -1;
        _around = around;
        _definition = -1;
        _definitionSize = 0;
        _sealed = false;
    }

    /// <param name="next">Where what comes next begins.</param>
    private void Flush(int next)
    {
        if (_end < 0) return;
        var end = TextPieces.Boundary(_measure.Text, _end, next);
        if (!Fits(end)) end = _end;
        _drafts.Add(new DraftChunk(_start, end, _definition, _around));
        _start = end;
        Open(-1);
    }
}

/// <param name="Definition">Index of the definition that it is, or begins with, or the largest of several small ones; -1 for none.</param>
/// <param name="Around">Index of the definition of which it is a part, -1 at the top.</param>
internal readonly record struct DraftChunk(int Start, int End, int Definition, int Around);
