using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Engine.Storage;

/// <summary>Where the index of a folder lives: one file in the user's data directory, the same for editor, terminal and agents.</summary>
public static class IndexLocation
{
    private const int HashCharacters = 12;
    private const int NameCharacters = 40;

    /// <summary>As many as Linux follows on one way.</summary>
    private const int MostLinks = 40;

    /// <summary>How paths are compared where nothing more is known of the disk: case does not count on Windows and macOS.</summary>
    public static StringComparison PathComparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="folder">An existing folder; links are resolved, so that every way to it shares one index.</param>
    /// <returns>Path of its index file, a readable name and a hash of the real path: "engine-1f0c9a3b77de.db".</returns>
    public static string For(string folder, string home)
    {
        var real = RealPath(folder);
        // The file systems of Windows and macOS ignore case by default: two spellings are one folder there.
        var identity = PathComparison == StringComparison.OrdinalIgnoreCase ? real.ToUpperInvariant() : real;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..HashCharacters];
        var leaf = new string([.. Path.GetFileName(real).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(NameCharacters)]);
        return Path.Combine(home, "indexes", $"{(leaf.Length > 0 ? leaf : "folder")}-{hash}.db");
    }

    /// <returns>The full path with every link on the way resolved, those on the way to a link's target too.</returns>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string RealPath(string folder) => RealPath(folder, MostLinks);

    private static string RealPath(string folder, int linksLeft)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var root = Path.GetPathRoot(full)!;
        var real = root;
        foreach (var part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            if (next.LinkTarget is null) real = next.FullName;
            else if (linksLeft == 0) throw new IOException($"The links on the way to {folder} go round in a circle.");
            else real = next.ResolveLinkTarget(returnFinalTarget: false) is { } target ? RealPath(target.FullName, linksLeft - 1) : next.FullName;
        }
        return real;
    }
}
