namespace SemanticSearch.Engine.Chunking;

/// <summary>C and C++ share the extension of their headers.</summary>
internal static class CppHeader
{
    private static readonly string[] Telling = ["public:", "private:", "protected:", "template <", "template<", "using namespace "];
    private static readonly string[] TellingWhenCode = ["class ", "namespace ", "using "];

    /// <returns>Whether a header holds a line that only C++ has.</returns>
    public static bool Looks(string path, string text)
    {
        if (!path.EndsWith(".h", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (StartsWithAny(trimmed, Telling)) return true;
            // Prose in a comment may begin with these words, but does not end like code.
            if (trimmed.Length > 0 && trimmed[^1] is '{' or ';' && StartsWithAny(trimmed, TellingWhenCode)) return true;
        }
        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] starts)
    {
        foreach (var start in starts)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
