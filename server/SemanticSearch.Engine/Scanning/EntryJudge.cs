namespace SemanticSearch.Engine.Scanning;

/// <summary>Decides about one item of a folder, by its name and what the file system says of it.</summary>
internal sealed class EntryJudge(string root, ScanOptions options)
{
    /// <returns>Null when a file is to be indexed, or a folder to be entered.</returns>
    public Skip? Judge(FolderItem item, string path, IgnoreRules rules)
    {
        if (item.Name.Equals(".git", StringComparison.OrdinalIgnoreCase))
            return new Skip(SkipReason.Default, "version control (.git)");

        bool isFolder = item.Kind == ItemKind.Folder;
        var verdict = rules.Judge(path, isFolder);
        if (verdict is { Ignores: true } rule)
            return new Skip(SkipReason.Ignored, rule.ToString());

        string fullPath = Path.Join(root, path);
        if (item.Kind == ItemKind.Link)
            return new Skip(SkipReason.Link, LinkTarget.Describe(root, fullPath));
        if (SecretFiles.Recognise(item.Name, isFolder) is { } secret)
            return secret;
        bool demanded = verdict is { Demands: true };
        if (isFolder)
            return demanded ? null : DefaultExcludes.OfFolder(item.Name, fullPath);
        if (!demanded && FileNames.Recognise(item.Name) is { } excluded)
            return excluded;
        return OfFileItself(item, fullPath);
    }

    private Skip? OfFileItself(FolderItem item, string fullPath)
    {
        if (item.Size > options.MaximumFileBytes)
            return SizeLimit.Exceeded(item.Size, options);

        // Pipes, sockets and devices have no size on Linux; on macOS a pipe's size is what waits in it. Opening one could block for ever.
        if (item.Size == 0 || OperatingSystem.IsMacOS())
        {
            var kind = FileKind.Of(fullPath);
            if (kind != FileKind.Regular)
                return new Skip(SkipReason.Unreadable, FileKind.Describe(kind));
        }

        return item.Size == 0 ? new Skip(SkipReason.Empty, "0 bytes") : null;
    }
}
