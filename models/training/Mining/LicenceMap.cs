namespace SemanticSearch.Training.Mining;

/// <summary>Which licence each folder of a repository is under: that of the nearest licence file at or above it.</summary>
internal sealed class LicenceMap
{
    private const string Refused = "";

    private readonly Dictionary<string, string> folders;

    private LicenceMap(Dictionary<string, string> folders) => this.folders = folders;

    /// <summary>The root's licence, or those of the parts where the root has none; null where nothing is permissive.</summary>
    public string? Summary { get; private init; }

    public static LicenceMap Read(GitRepository repository, IReadOnlyList<GitFile> files)
    {
        var licenceFiles = files.Where(file => file.Size < 1_000_000 && IsLicence(file.Path)).ToArray();
        var folders = repository.Read(licenceFiles)
            .Where(pair => pair.Text.Length > 20)
            .Select(pair => (pair.File.Path, Licence: Licences.Identify(pair.Text)))
            .Where(pair => pair.Licence is not null || !IsReuseText(pair.Path))
            .GroupBy(pair => FolderOf(pair.Path), pair => pair.Licence)
            .ToDictionary(group => group.Key, Combine, StringComparer.Ordinal);
        var parts = folders.Values.Where(licence => licence != Refused).SelectMany(licence => licence.Split(" OR ")).Distinct();
        var summary = folders.TryGetValue("", out var root) ? root : string.Join(" AND ", parts.Order(StringComparer.Ordinal));
        return new LicenceMap(folders) { Summary = summary == Refused ? null : summary };
    }

    /// <summary>Whether the file may be trained on.</summary>
    public bool Permits(string path)
    {
        for (var folder = FolderOf(path); ; folder = FolderOf(folder))
        {
            if (folders.TryGetValue(folder, out var licence)) return licence != Refused;
            if (folder.Length == 0) return false;
        }
    }

    /// <summary>
    /// Whether this is one of the texts of the REUSE convention (LICENSES/MIT.txt). They cover whatever occurs anywhere in the repository,
    /// so that one of another kind says nothing; the files under it name it at their head.
    /// </summary>
    private static bool IsReuseText(string path) => path.StartsWith("LICENSES/", StringComparison.Ordinal);

    private static string FolderOf(string path)
    {
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "" : path[..slash];
        return folder == "LICENSES" ? "" : folder;
    }

    private static bool IsLicence(string path) =>
        Licences.IsLicenceFile(path[(path.LastIndexOf('/') + 1)..]) || IsReuseText(path);

    /// <summary>
    /// Several files are a choice between licences, or one of them is a note that names none; one that is not permissive spoils all.
    /// </summary>
    private static string Combine(IEnumerable<string?> identifiers)
    {
        var known = identifiers.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        return known.Length == 0 || identifiers.Any(identifier => identifier is null) ? Refused : string.Join(" OR ", known);
    }
}
