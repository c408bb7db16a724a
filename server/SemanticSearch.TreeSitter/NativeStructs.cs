using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

/// <summary>TSPoint of tree_sitter/api.h. The column counts bytes, not characters.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePoint
{
    public uint Row;
    public uint Column;
}

/// <summary>TSNode: a value that borrows from its tree.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeNode
{
    public uint Context0, Context1, Context2, Context3;
    public nint Id;
    public nint Tree;
}

/// <summary>TSTreeCursor. Owns memory: every one made must go through ts_tree_cursor_delete.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTreeCursor
{
    public nint Tree;
    public nint Id;
    public uint Context0, Context1, Context2;
}

/// <summary>TSInputEncoding.</summary>
internal enum NativeEncoding
{
    Utf8 = 0,
    Utf16LittleEndian = 1,
    Utf16BigEndian = 2,
}

/// <summary>TSInput: where the parser reads from.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeInput
{
    public void* Payload;
    public delegate* unmanaged[Cdecl]<void*, uint, NativePoint, uint*, byte*> Read;
    public NativeEncoding Encoding;
    public nint Decode;
}

/// <summary>TSParseState: what the progress callback is told.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeParseState
{
    public void* Payload;
    public uint CurrentByteOffset;
    public byte HasError;
}

/// <summary>TSParseOptions. The callback ends the parse by returning a value other than 0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeParseOptions
{
    public void* Payload;
    public delegate* unmanaged[Cdecl]<NativeParseState*, byte> Progress;
}
