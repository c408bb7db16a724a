namespace SemanticSearch.Engine.Scanning;

/// <summary>Where git looks for what the user, rather than a repository, has set.</summary>
/// <param name="Home">The home folder, or null where there is none.</param>
/// <param name="ConfigHome">$XDG_CONFIG_HOME, or null to use .config in the home folder.</param>
internal sealed record GitUser(string? Home, string? ConfigHome)
{
    public static GitUser Current
    {
        get
        {
            string? home = Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return new GitUser(home is "" ? null : home, Variable("XDG_CONFIG_HOME"));
        }
    }

    private string? GitFolder => (ConfigHome ?? InHome(".config")) is { } folder ? Path.Combine(folder, "git") : null;

    /// <summary>~/.gitconfig over $XDG_CONFIG_HOME/git/config.</summary>
    public GitConfig LoadConfig()
    {
        var own = InHome(".gitconfig") is { } file ? GitConfig.Load(file) : new GitConfig(null, null);
        return GitFolder is { } folder ? own.Over(GitConfig.Load(Path.Combine(folder, "config"))) : own;
    }

    /// <summary>The full path of the user's global ignore file, or null when there can be none.</summary>
    /// <param name="config">The repository's configuration over the user's.</param>
    /// <param name="folder">What a relative path counts from.</param>
    public string? ExcludesFile(GitConfig config, string folder)
    {
        return config.ExcludesFile switch
        {
            null => GitFolder is { } own ? Path.Combine(own, "ignore") : null,
            "" => null,
            ['~', '/', .. var rest] => InHome(rest),
            var path => Path.GetFullPath(path, folder),
        };
    }

    private string? InHome(string path) => Home is null ? null : Path.Combine(Home, path);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
