using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

internal sealed class ParserHandle : SafeHandle
{
    public ParserHandle()
        : base(0, ownsHandle: true) => SetHandle(Native.ts_parser_new());

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.ts_parser_delete(handle);
        return true;
    }
}

internal sealed class TreeHandle : SafeHandle
{
    public TreeHandle(nint tree)
        : base(0, ownsHandle: true) => SetHandle(tree);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.ts_tree_delete(handle);
        return true;
    }
}
