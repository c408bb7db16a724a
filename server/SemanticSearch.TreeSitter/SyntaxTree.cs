namespace SemanticSearch.TreeSitter;

/// <summary>A parsed text. Its nodes need not cover all of the text, and it may hold errors.</summary>
public sealed class SyntaxTree : IDisposable
{
    private readonly TreeHandle _handle;

    internal SyntaxTree(Grammar grammar, TreeHandle handle)
    {
        Grammar = grammar;
        _handle = handle;
    }

    public Grammar Grammar { get; }

    public bool HasError => Native.ts_node_has_error(Native.ts_tree_root_node(_handle)) != 0;

    /// <returns>A cursor at the root, to be disposed before this tree.</returns>
    public TreeCursor Walk() => new(_handle);

    public void Dispose() => _handle.Dispose();
}
