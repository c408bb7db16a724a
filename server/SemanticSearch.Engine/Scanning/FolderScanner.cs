namespace SemanticSearch.Engine.Scanning;

/// <summary>
/// Walks a folder and says of every file whether it is to be indexed, and if not, why. Reads names, sizes and ignore files, never
/// the content of a file. What git tracks although a rule ignores it stays ignored: the rules are what users see and can change,
/// git's index is not. Holds no state between calls, so an answer is never older than the call.
/// </summary>
public sealed class FolderScanner
{
    private readonly string root;
    private readonly ScanOptions options;
    private readonly GitUser user;

    /// <param name="root">The folder to scan; may itself be a link.</param>
    public FolderScanner(string root, ScanOptions options)
        : this(root, options, GitUser.Current)
    {
    }

    internal FolderScanner(string root, ScanOptions options, GitUser user)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        (this.options, this.user) = (options, user);
    }

    /// <summary>
    /// Every file in ordinal order of path, while the walk goes on. A folder that is left out whole, or cannot be listed, is one entry
    /// whose path ends in a slash, and is not entered.
    /// </summary>
    /// <exception cref="IOException">There is no such folder to scan.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder to scan may not be listed.</exception>
    public IEnumerable<ScanEntry> Scan(CancellationToken cancellationToken)
    {
        var judge = new EntryJudge(root, options);
        // A stack of its own rather than recursion: trees may be deeper than the thread's stack.
        var open = new Stack<OpenFolder>();
        open.Push(new OpenFolder("", FolderListing.Read(root), IgnoreRules.AtRoot(root, user)));
        while (open.TryPop(out var folder))
        {
            while (folder.Next < folder.Items.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var item = folder.Items[folder.Next++];
                string path = folder.Path + item.Name;
                var skip = judge.Judge(item, path, folder.Rules);
                if (item.Kind != ItemKind.Folder)
                {
                    yield return new ScanEntry(path, item.Size, item.Modified, skip);
                    continue;
                }

                FolderItem[] items = [];
                skip ??= TryRead(path, out items);
                if (skip is not null)
                {
                    yield return new ScanEntry(path + "/", 0, item.Modified, skip);
                    continue;
                }

                open.Push(folder);
                folder = new OpenFolder(path + "/", items, folder.Rules.Enter(path, FullPath(path)));
            }
        }
    }

    /// <summary>
    /// What a scan would say of one path. When a folder around it is left out, the answer has the path asked for and that folder's
    /// reason; when nothing is there, it is <see cref="SkipReason.Unreadable"/>.
    /// </summary>
    /// <param name="relativePath">Relative to the folder scanned; either kind of slash on Windows.</param>
    /// <exception cref="ArgumentException">The path is empty, absolute, or leads out of the folder.</exception>
    public ScanEntry Explain(string relativePath)
    {
        string[] parts = Split(relativePath);
        var judge = new EntryJudge(root, options);
        string asked = string.Join('/', parts);
        string path = "";
        IgnoreRules? rules = null;
        for (int i = 0; ; i++)
        {
            string folder = path;
            path = i == 0 ? parts[i] : $"{path}/{parts[i]}";
            var missing = TryFind(folder, parts[i], out var item);
            if (missing is not null)
                return new ScanEntry(asked, 0, 0, i == 0 ? missing : Inside(folder, missing));
            rules = i == 0 ? IgnoreRules.AtRoot(root, user) : rules!.Enter(folder, FullPath(folder));

            var skip = judge.Judge(item, path, rules);
            if (i == parts.Length - 1)
            {
                if (item.Kind != ItemKind.Folder)
                    return new ScanEntry(path, item.Size, item.Modified, skip);
                return new ScanEntry(path + "/", 0, item.Modified, skip ?? TryRead(path, out _));
            }

            if (skip is not null)
                return new ScanEntry(asked, 0, 0, Inside(path, skip));
            if (item.Kind != ItemKind.Folder)
                return new ScanEntry(asked, 0, 0, new Skip(SkipReason.Unreadable, $"{path} is not a folder"));
        }
    }

    private static Skip Inside(string folder, Skip skip) => skip with { Detail = $"{skip.Detail} (folder {folder}/)" };

    private static string[] Split(string relativePath)
    {
        string path = Path.DirectorySeparatorChar == '/' ? relativePath : relativePath.Replace(Path.DirectorySeparatorChar, '/');
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool escapes = Path.IsPathRooted(relativePath) || parts.Contains("..");
        parts = [.. parts.Where(part => part != ".")];
        return parts.Length > 0 && !escapes
            ? parts
            : throw new ArgumentException($"Not a path inside the folder: \"{relativePath}\"", nameof(relativePath));
    }

    private string FullPath(string path) => Path.Join(root, path);

    private Skip? TryFind(string folder, string name, out FolderItem item)
    {
        item = default;
        try
        {
            if (FolderListing.Find(FullPath(folder), name) is not { } found)
                return new Skip(SkipReason.Unreadable, "does not exist");
            item = found;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Skip(SkipReason.Unreadable, error.Message);
        }
    }

    private Skip? TryRead(string path, out FolderItem[] items)
    {
        try
        {
            items = FolderListing.Read(FullPath(path));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            items = [];
            return new Skip(SkipReason.Unreadable, error.Message);
        }
    }

    private sealed class OpenFolder(string path, FolderItem[] items, IgnoreRules rules)
    {
        /// <summary>Relative, with a slash at the end; empty for the folder scanned.</summary>
        public string Path { get; } = path;

        public FolderItem[] Items { get; } = items;

        public IgnoreRules Rules { get; } = rules;

        public int Next { get; set; }
    }
}
