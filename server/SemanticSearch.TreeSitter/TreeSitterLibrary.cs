using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

/// <summary>Finds the one shared library that holds the tree-sitter runtime and every grammar.</summary>
internal static class TreeSitterLibrary
{
    public const string Name = "tree-sitter";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <exception cref="TreeSitterException">The library is not there, or has no such function.</exception>
    public static nint Function(string symbol) =>
        NativeLibrary.TryGetExport(Handle.Value, symbol, out var address)
            ? address
            : throw new TreeSitterException($"The native library '{Name}' has no function '{symbol}'. Rebuild the native libraries (npm run setup).");

    /// <summary>Throws what a person can act on, where the first native call would throw something that they cannot.</summary>
    public static void EnsureLoaded() => _ = Handle.Value;

    private static nint Load() =>
        NativeLibrary.TryLoad(Name, typeof(TreeSitterLibrary).Assembly, searchPath: null, out var handle)
            ? handle
            : throw new TreeSitterException(
                $"The native library '{Name}' was not found beside {AppContext.BaseDirectory}. Build it with 'npm run setup' and build again.");
}
