namespace SemanticSearch.Training.Mining;

/// <param name="Name">"owner/name".</param>
/// <param name="Revision">Full hash of the commit.</param>
/// <param name="Licence">SPDX identifiers.</param>
/// <param name="HeldOut">Never trained on; what evaluation and tuning ask about.</param>
internal sealed record TrainingRepository(string Name, string Revision, string Licence, bool HeldOut);

/// <summary>repositories.tsv: name, revision, licence, role; '#' starts a comment.</summary>
internal static class RepositoryList
{
    private const string TrainRole = "train", HeldOutRole = "heldout";

    public static IReadOnlyList<TrainingRepository> Load(string path) =>
    [
        .. File.ReadLines(path)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t') is [var name, var revision, var licence, (TrainRole or HeldOutRole) and var role]
                ? new TrainingRepository(name, revision, licence, role == HeldOutRole)
                : throw new InvalidDataException($"{path}: '{line}' is not name, revision, licence, train|heldout between tabs.")),
    ];

    public static void Save(string path, IEnumerable<TrainingRepository> repositories)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("# owner/name\trevision\tlicence (SPDX)\trole");
        foreach (var repository in repositories.OrderBy(repository => repository.Name, StringComparer.OrdinalIgnoreCase))
        {
            var role = repository.HeldOut ? HeldOutRole : TrainRole;
            writer.WriteLine($"{repository.Name}\t{repository.Revision}\t{repository.Licence}\t{role}");
        }
    }
}
