using System.Diagnostics.CodeAnalysis;

namespace SemanticSearch.Engine.Scanning;

/// <summary>Reads what steers a scan: ignore files and git's own. They lie among what is scanned, so they are not trusted.</summary>
internal static class ControlFile
{
    /// <summary>In bytes; the largest ignore files in public repositories have some tens of thousands.</summary>
    private const long MaximumBytes = 10_000_000;

    /// <returns>
    /// False when there is nothing to go by: git goes on without a file that is missing or may not be read, and so do we. Also for a pipe,
    /// which would keep us waiting, and for what is absurdly large.
    /// </returns>
    public static bool TryRead(string fullPath, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        try
        {
            var file = new FileInfo(fullPath);
            if (!file.Exists || file.Length is 0 or > MaximumBytes)
                return false;
            content = File.ReadAllBytes(fullPath);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
