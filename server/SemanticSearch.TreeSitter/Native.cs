using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

/// <summary>
/// The functions of tree_sitter/api.h (0.25) that are used. Those called for every node of a tree never block and never call back,
/// so they skip the switch of the garbage collector's mode, which costs more than they do.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = TreeSitterLibrary.Name;

    [LibraryImport(Library)]
    public static partial nint ts_parser_new();

    [LibraryImport(Library)]
    public static partial void ts_parser_delete(nint parser);

    [LibraryImport(Library)]
    public static partial byte ts_parser_set_language(ParserHandle parser, nint language);

    [LibraryImport(Library)]
    public static partial nint ts_parser_parse_with_options(ParserHandle parser, nint oldTree, NativeInput input, NativeParseOptions options);

    [LibraryImport(Library)]
    public static partial void ts_parser_reset(ParserHandle parser);

    [LibraryImport(Library)]
    public static partial void ts_tree_delete(nint tree);

    [LibraryImport(Library)]
    public static partial NativeNode ts_tree_root_node(TreeHandle tree);

    [LibraryImport(Library)]
    public static partial NativeTreeCursor ts_tree_cursor_new(NativeNode node);

    [LibraryImport(Library)]
    public static partial void ts_tree_cursor_delete(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial NativeNode ts_tree_cursor_current_node(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ushort ts_tree_cursor_current_field_id(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte ts_tree_cursor_goto_first_child(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte ts_tree_cursor_goto_next_sibling(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte ts_tree_cursor_goto_parent(NativeTreeCursor* cursor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ushort ts_node_symbol(NativeNode node);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial uint ts_node_start_byte(NativeNode node);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial uint ts_node_end_byte(NativeNode node);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte ts_node_has_error(NativeNode node);

    [LibraryImport(Library)]
    public static partial uint ts_language_abi_version(nint language);

    [LibraryImport(Library)]
    public static partial uint ts_language_symbol_count(nint language);

    [LibraryImport(Library)]
    public static partial byte* ts_language_symbol_name(nint language, ushort symbol);

    /// <summary>TSSymbolType: 0 is a named node, everything else a token or an inner node of the grammar.</summary>
    [LibraryImport(Library)]
    public static partial int ts_language_symbol_type(nint language, ushort symbol);

    [LibraryImport(Library)]
    public static partial uint ts_language_field_count(nint language);

    [LibraryImport(Library)]
    public static partial byte* ts_language_field_name_for_id(nint language, ushort field);
}
