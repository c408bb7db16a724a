using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Server.Agents;

/// <summary>Paths that an agent names, held to the folders that it may read.</summary>
internal static class RootedPath
{
    /// <summary>Characters; longer than any file system takes.</summary>
    public const int Longest = 4_096;

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })], StringComparer.OrdinalIgnoreCase);

    /// <param name="root">A folder's real path.</param>
    /// <param name="path">Relative to it, or absolute; with either separator where the system has two.</param>
    /// <returns>Relative, forward slashes; null for a path that lies outside, is no plain path, or leads out through a link.</returns>
    public static string? Within(string root, string path)
    {
        if (!IsPlain(path)) return null;
        var full = Path.GetFullPath(path, root);
        if (Below(root, full) is not { } relative) return null;

        // Every link on the way is followed; what is read lies where it says.
        return Below(root, IndexLocation.RealPath(full)) is null ? null : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>Whether it can be the path of a file at all: no "..", no control character, no share, no device, no stream.</summary>
    public static bool IsPlain(string path)
    {
        if (path.Length is 0 or > Longest || path.Any(char.IsControl)) return false;
        if (path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)) return false;
        var parts = path.Split('/', '\\');
        return !parts.Contains("..") && (!OperatingSystem.IsWindows() || !parts.Skip(Path.IsPathRooted(path) ? 1 : 0).Any(IsSpecialOnWindows));
    }

    /// <summary>Names that Windows opens as something else: a device, an alternate stream, or a name without its last dots and blanks.</summary>
    public static bool IsSpecialOnWindows(string part)
        => Devices.Contains(part.Split('.')[0].TrimEnd()) || part.Contains(':') || (part is not "." && part.Length > 0 && part[^1] is '.' or ' ');

    private static string? Below(string root, string full)
    {
        var folder = Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar;
        return full.Length > folder.Length && full.StartsWith(folder, IndexLocation.PathComparison) ? full[folder.Length..] : null;
    }
}
