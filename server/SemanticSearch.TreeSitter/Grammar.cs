using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

/// <summary>One language's grammar with its names as managed tables. Immutable and shared by all threads.</summary>
public sealed unsafe class Grammar
{
    /// <summary>The grammar versions that the runtime 0.25 reads (TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION, TREE_SITTER_LANGUAGE_VERSION).</summary>
    public const int OldestVersion = 13, NewestVersion = 15;

    /// <summary>The symbol of a node that stands for text the grammar could not place.</summary>
    public const ushort ErrorSymbol = 0xFFFF;

    private static readonly ConcurrentDictionary<string, Grammar> Loaded = new(StringComparer.Ordinal);

    private readonly bool[] _named;

    private Grammar(string name)
    {
        Name = name;
        Pointer = ((delegate* unmanaged[Cdecl]<nint>)TreeSitterLibrary.Function("tree_sitter_" + name))();
        Version = (int)Native.ts_language_abi_version(Pointer);
        CheckVersion(name, Version);
        SymbolNames = new string[Native.ts_language_symbol_count(Pointer)];
        _named = new bool[SymbolNames.Count];
        var names = (string[])SymbolNames;
        for (var symbol = 0; symbol < names.Length; symbol++)
        {
            names[symbol] = Marshal.PtrToStringUTF8((nint)Native.ts_language_symbol_name(Pointer, (ushort)symbol)) ?? "";
            _named[symbol] = Native.ts_language_symbol_type(Pointer, (ushort)symbol) == 0;
        }
        // Field ids count from 1; 0 means "no field".
        var fields = new string[Native.ts_language_field_count(Pointer) + 1];
        fields[0] = "";
        for (var field = 1; field < fields.Length; field++)
        {
            fields[field] = Marshal.PtrToStringUTF8((nint)Native.ts_language_field_name_for_id(Pointer, (ushort)field)) ?? "";
        }
        FieldNames = fields;
    }

    /// <summary>As in the exported function's name: "c_sharp" for tree_sitter_c_sharp.</summary>
    public string Name { get; }

    /// <summary>ABI version of the grammar.</summary>
    public int Version { get; }

    /// <summary>Node type by symbol. Several symbols may carry the same name.</summary>
    public IReadOnlyList<string> SymbolNames { get; }

    /// <summary>Field name by field id; entry 0 is empty.</summary>
    public IReadOnlyList<string> FieldNames { get; }

    internal nint Pointer { get; }

    /// <exception cref="TreeSitterException">No library, no such grammar, or one of a version that the runtime does not read.</exception>
    public static Grammar Load(string name) => Loaded.GetOrAdd(name, static key => new Grammar(key));

    /// <returns>True for nodes with a name of their own, false for tokens such as "{"; an error counts as named.</returns>
    public bool IsNamed(ushort symbol) => symbol >= _named.Length || _named[symbol];

    internal static void CheckVersion(string name, int version)
    {
        if (version is >= OldestVersion and <= NewestVersion) return;
        throw new TreeSitterException(
            $"The grammar '{name}' has version {version}; this runtime reads {OldestVersion} to {NewestVersion}. Pin a matching grammar package.");
    }
}
