using System.Text;

namespace SemanticSearch.Engine.Scanning;

/// <summary>A rule that decided, with the file it stands in.</summary>
internal readonly record struct IgnoreVerdict(IgnoreFile File, IgnorePattern Pattern, bool FromSemanticSearch)
{
    public bool Ignores => !Pattern.Negated;

    /// <summary>".semsearchignore" asks for this path by name, so our own defaults do not apply to it.</summary>
    public bool Demands => Pattern.Negated && FromSemanticSearch;

    public override string ToString() => $"{File.ShownAs}:{Pattern.Line}: {Pattern.Text}";
}

/// <summary>
/// The ignore files that count inside one folder. Immutable; a folder without ignore files shares its parent's.
/// A kind of file outranks the next one at any depth (.semsearchignore, .ignore, .gitignore, info/exclude, the user's global file);
/// within a kind the deepest folder goes first. A nested repository starts afresh with .gitignore, as git sees it; files of the other
/// two kinds reach into it.
/// </summary>
internal sealed class IgnoreRules
{
    private const int StackBytes = 1024;

    private readonly Settings settings;
    private readonly Chain? semantic;
    private readonly Chain? general;
    private readonly Chain? git;
    private readonly IgnoreFile? exclude;
    private readonly IgnoreFile? global;

    private IgnoreRules(Settings settings, Chain? semantic, Chain? general, Chain? git, IgnoreFile? exclude, IgnoreFile? global)
    {
        (this.settings, this.semantic, this.general, this.git) = (settings, semantic, general, git);
        (this.exclude, this.global) = (exclude, global);
    }

    /// <summary>What does not change during a scan.</summary>
    /// <param name="Root">Full path of the folder scanned.</param>
    /// <param name="Prefix">From the top of the repository around it to the root: "" or "src/app/".</param>
    /// <param name="FoldCase">One answer for the whole scan: it is the file system's nature rather than a repository's.</param>
    private sealed record Settings(string Root, string Prefix, bool FoldCase, GitUser User);

    private sealed record Chain(IgnoreFile File, Chain? Outer);

    /// <summary>The rules inside the folder to scan: its own, and those from the top of the repository that it lies in.</summary>
    /// <remarks>
    /// A rule that ignores the folder to scan itself, or one around it, does not count: whoever asks for build/ wants what is in it.
    /// </remarks>
    public static IgnoreRules AtRoot(string root, GitUser user)
    {
        var repository = GitRepository.Around(root);
        string top = repository?.WorkTree ?? root;
        string prefix = Path.GetRelativePath(top, root).Replace(Path.DirectorySeparatorChar, '/');
        prefix = prefix == "." ? "" : prefix + "/";
        var config = user.LoadConfig();
        if (repository is not null)
            config = GitConfig.Load(Path.Combine(repository.CommonDirectory, "config")).Over(config);
        bool foldCase = config.IgnoreCase ?? (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS());

        var rules = new IgnoreRules(new Settings(root, prefix, foldCase, user), null, null, null, null, null)
            .InRepository(repository, top, 0)
            .WithFilesOf(top, 0);
        for (int slash = prefix.IndexOf('/'); slash >= 0; slash = prefix.IndexOf('/', slash + 1))
            rules = rules.WithFilesOf(Path.Combine(top, prefix[..slash]), Encoding.UTF8.GetByteCount(prefix.AsSpan(0, slash + 1)));
        return rules;
    }

    /// <summary>The rules inside a folder of the one that these are for.</summary>
    /// <param name="path">Relative to the folder scanned, without a slash at the end.</param>
    public IgnoreRules Enter(string path, string fullPath)
    {
        int baseLength = Encoding.UTF8.GetByteCount(settings.Prefix) + Encoding.UTF8.GetByteCount(path) + 1;
        var rules = GitRepository.At(fullPath) is { } nested ? InRepository(nested, fullPath, baseLength) : this;
        return rules.WithFilesOf(fullPath, baseLength);
    }

    /// <summary>The rule that decides about a path in this folder, or null when none does.</summary>
    /// <param name="path">Relative to the folder scanned, without a slash at the end.</param>
    public IgnoreVerdict? Judge(string path, bool isFolder)
    {
        if (semantic is null && general is null && git is null && exclude is null && global is null)
            return null;
        int capacity = Encoding.UTF8.GetMaxByteCount(settings.Prefix.Length + path.Length);
        Span<byte> buffer = capacity <= StackBytes ? stackalloc byte[StackBytes] : new byte[capacity];
        int length = Encoding.UTF8.GetBytes(settings.Prefix, buffer);
        length += Encoding.UTF8.GetBytes(path, buffer[length..]);
        var bytes = buffer[..length];
        if (settings.FoldCase)
        {
            foreach (ref byte value in bytes)
                value = AsciiCase.Lower(value);
        }

        var name = bytes[(bytes.LastIndexOf((byte)'/') + 1)..];
        return Decide(semantic, bytes, name, isFolder, fromSemanticSearch: true)
            ?? Decide(general, bytes, name, isFolder)
            ?? Decide(git, bytes, name, isFolder)
            ?? Decide(exclude, bytes, name, isFolder)
            ?? Decide(global, bytes, name, isFolder);
    }

    private static IgnoreVerdict? Decide(
        Chain? chain, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder, bool fromSemanticSearch = false)
    {
        for (; chain is not null; chain = chain.Outer)
        {
            if (chain.File.Decide(path, name, isFolder) is { } pattern)
                return new IgnoreVerdict(chain.File, pattern, fromSemanticSearch);
        }

        return null;
    }

    private static IgnoreVerdict? Decide(IgnoreFile? file, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        return file?.Decide(path, name, isFolder) is { } pattern ? new IgnoreVerdict(file, pattern, false) : null;
    }

    private IgnoreRules InRepository(GitRepository? repository, string top, int baseLength)
    {
        var config = settings.User.LoadConfig();
        IgnoreFile? ownExclude = null;
        if (repository is not null)
        {
            config = GitConfig.Load(Path.Combine(repository.CommonDirectory, "config")).Over(config);
            string path = Path.Combine(repository.CommonDirectory, "info", "exclude");
            ownExclude = IgnoreFile.Load(path, Shown(path), baseLength, settings.FoldCase);
        }

        var userExclude = settings.User.ExcludesFile(config, top) is { } file
            ? IgnoreFile.Load(file, Shown(file), baseLength, settings.FoldCase)
            : null;
        return new IgnoreRules(settings, semantic, general, null, ownExclude, userExclude);
    }

    private IgnoreRules WithFilesOf(string folder, int baseLength)
    {
        var ownSemantic = Add(semantic, ".semsearchignore");
        var ownGeneral = Add(general, ".ignore");
        var ownGit = Add(git, ".gitignore");
        return ownSemantic == semantic && ownGeneral == general && ownGit == git
            ? this
            : new IgnoreRules(settings, ownSemantic, ownGeneral, ownGit, exclude, global);

        Chain? Add(Chain? outer, string name)
        {
            string path = Path.Combine(folder, name);
            return IgnoreFile.LoadUnlessLink(path, Shown(path), baseLength, settings.FoldCase) is { } file ? new Chain(file, outer) : outer;
        }
    }

    /// <summary>Relative for what lies in the folder scanned or in the repository around it, else the full path.</summary>
    private string Shown(string path)
    {
        string relative = Path.GetRelativePath(settings.Root, path).Replace(Path.DirectorySeparatorChar, '/');
        int climbs = settings.Prefix.AsSpan().Count('/');
        string allowed = string.Concat(Enumerable.Repeat("../", climbs));
        return relative.StartsWith(allowed + "../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}
