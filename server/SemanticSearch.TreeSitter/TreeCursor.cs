using System.Runtime.CompilerServices;

namespace SemanticSearch.TreeSitter;

/// <summary>Walks a tree without recursion and without allocating. Offsets count UTF-16 code units.</summary>
public unsafe ref struct TreeCursor : IDisposable
{
    private readonly TreeHandle _tree;
    private NativeTreeCursor _cursor;
    private NativeNode _node;

    internal TreeCursor(TreeHandle tree)
    {
        var borrowed = false;
        tree.DangerousAddRef(ref borrowed);
        _tree = tree;
        _cursor = Native.ts_tree_cursor_new(Native.ts_tree_root_node(tree));
        Load();
    }

    /// <summary>The node's type: an index into <see cref="Grammar.SymbolNames"/>, or <see cref="Grammar.ErrorSymbol"/>.</summary>
    public readonly ushort Symbol => Native.ts_node_symbol(_node);

    public readonly int Start => (int)(Native.ts_node_start_byte(_node) / sizeof(char));

    public readonly int End => (int)(Native.ts_node_end_byte(_node) / sizeof(char));

    /// <summary>The field that the node fills in its parent: an index into <see cref="Grammar.FieldNames"/>, 0 for none.</summary>
    public ushort Field => Native.ts_tree_cursor_current_field_id(Address);

    public bool MoveToFirstChild() => Native.ts_tree_cursor_goto_first_child(Address) != 0 && Load();

    public bool MoveToNextSibling() => Native.ts_tree_cursor_goto_next_sibling(Address) != 0 && Load();

    public bool MoveToParent() => Native.ts_tree_cursor_goto_parent(Address) != 0 && Load();

    public void Dispose()
    {
        Native.ts_tree_cursor_delete(Address);
        _tree.DangerousRelease();
    }

    // A ref struct never leaves the stack, so its address holds for the length of a call.
    private NativeTreeCursor* Address => (NativeTreeCursor*)Unsafe.AsPointer(ref _cursor);

    private bool Load()
    {
        _node = Native.ts_tree_cursor_current_node(Address);
        return true;
    }
}
