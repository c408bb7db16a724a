namespace SemanticSearch.Engine.Scanning;

/// <summary>Says where a link leads. Only for people: no link is ever followed.</summary>
internal static class LinkTarget
{
    /// <param name="root">Full path of the folder scanned.</param>
    public static string Describe(string root, string link)
    {
        string? target = null;
        try
        {
            target = new FileInfo(link).LinkTarget;
            if (File.ResolveLinkTarget(link, returnFinalTarget: true) is not { } end || !Path.Exists(end.FullName))
                return $"leads nowhere: {target}";
            string relative = Path.GetRelativePath(root, end.FullName);
            bool outside = Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar);
            return outside ? $"leads out of the folder: {target}" : $"scanned at its own place: {target}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"cannot be followed: {target}"; // a loop, for one
        }
    }
}
