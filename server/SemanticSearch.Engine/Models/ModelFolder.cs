namespace SemanticSearch.Engine.Models;

/// <summary>Model files by name in a folder. Publishers, tools and file systems disagree about capitals, dots and dashes.</summary>
internal static class ModelFolder
{
    /// <returns>Full path of the file that an entry means, the one with exactly its name first; null when it is not there.</returns>
    public static string? Find(string folder, ModelEntry entry) => Find(folder, entry.File);

    /// <summary>Whether a file's name is that of an entry.</summary>
    public static bool IsNamed(string path, ModelEntry entry) => Plain(Path.GetFileName(path)) == Plain(entry.File);

    private static string? Find(string folder, string name)
    {
        if (!Directory.Exists(folder)) return null;
        var wanted = Plain(name);
        return Directory.EnumerateFiles(folder)
            .Where(file => Plain(Path.GetFileName(file)) == wanted)
            .OrderByDescending(file => Path.GetFileName(file) == name)
            .ThenBy(file => file, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
