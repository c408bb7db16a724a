namespace SemanticSearch.Server.Commands;

/// <summary>The folder that a command works on.</summary>
/// <param name="FullPath">Absolute, without a separator at the end.</param>
/// <param name="Why">How it was chosen, for the user: "the git repository around the current directory"; null when it was named.</param>
internal sealed record ChosenFolder(string FullPath, string? Why)
{
    private const string NextStep = "Name an existing folder.";

    /// <param name="named">
    /// The folder of the command line; null chooses the git repository around the current directory, or that directory.
    /// </param>
    /// <exception cref="CommandException">The folder named is not there or is a file.</exception>
    public static ChosenFolder For(string? named, string currentDirectory)
    {
        if (named is null)
        {
            return RepositoryAround(currentDirectory) is { } root
                ? new ChosenFolder(root, "the git repository around the current directory")
                : new ChosenFolder(Absolute(currentDirectory, currentDirectory), "the current directory");
        }

        var folder = Absolute(named, currentDirectory);
        if (Directory.Exists(folder)) return new ChosenFolder(folder, null);
        throw new CommandException(ExitCode.NotFound, File.Exists(folder)
            ? $"{folder} is a file, not a folder. {NextStep}"
            : $"There is no folder {folder}. {NextStep}");
    }

    /// <summary>The folder for a command about one file: the usual one where the file lies in it, else the one around the file.</summary>
    public static (ChosenFolder Folder, string RelativePath) ForFile(string file, string? named, string currentDirectory)
    {
        var folder = For(named, currentDirectory);

        // Paths as search prints them count from the folder, paths as a shell completes them from the current directory.
        var fromHere = Path.GetFullPath(file, currentDirectory);
        var fromFolder = Path.GetFullPath(file, folder.FullPath);
        var absolute = !Path.Exists(fromHere) && Path.Exists(fromFolder) ? fromFolder : fromHere;
        if (RelativeTo(folder.FullPath, absolute) is { } inside) return (folder, inside);
        if (named is not null || Path.GetDirectoryName(absolute) is not { } directory || !Directory.Exists(directory))
        {
            throw new CommandException(ExitCode.NotFound, $"{absolute} is not in {folder.FullPath}. Name the file's folder with --path.");
        }

        var around = RepositoryAround(directory) ?? directory;
        return (new ChosenFolder(around, "the folder around the file"), RelativeTo(around, absolute)!);
    }

    /// <returns>The nearest folder, upwards, that holds ".git": a folder, or a file in a worktree or submodule.</returns>
    private static string? RepositoryAround(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, ".git"))) return Path.TrimEndingDirectorySeparator(folder.FullName);
        }

        return null;
    }

    private static string Absolute(string path, string currentDirectory) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, currentDirectory));

    private static string? RelativeTo(string folder, string absolute)
    {
        var relative = Path.GetRelativePath(folder, absolute);
        var outside = Path.IsPathRooted(relative) || relative is "." or ".."
            || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return outside ? null : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
