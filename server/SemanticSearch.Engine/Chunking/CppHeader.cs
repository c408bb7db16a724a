namespace SemanticSearch.Engine.Chunking;

/// <summary>C and C++ share the extension of their headers.</summary>
internal static class CppHeader
{
    private static readonly string[] Telling = ["class ", "namespace ", "template", "public:", "private:", "using "];

    /// <returns>Whether a header holds a line that only C++ has.</returns>
    public static bool Looks(string path, string text)
    {
        if (!path.EndsWith(".h", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.TrimStart();
            foreach (var start in Telling)
            {
                if (trimmed.StartsWith(start, StringComparison.Ordinal)) return true;
            }
        }
        return false;
    }
}
