using System.Collections.Frozen;
using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Training.Mining;

/// <summary>Mines one repository: reads its files and commits, makes pairs, drops repeated ones, and keeps so many of each kind.</summary>
internal static class RepositoryMiner
{
    private const long LargestFile = 200_000; // bytes: beyond it tables and generated code prevail
    private const long MostBytes = 10_000_000; // of source read from one repository

    /// <summary>Languages with definitions; data and markup have nothing to say in words.</summary>
    private static readonly FrozenSet<string> TrainedLanguages = new[]
    {
        "bash", "c", "cpp", "csharp", "dart", "elixir", "go", "haskell", "java", "javascript", "kotlin", "lua", "php", "python", "ruby",
        "rust", "scala", "sql", "swift", "tsx", "typescript", "zig",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly Dictionary<PairKind, int> Caps = new()
    {
        [PairKind.Documentation] = 12_000,
        [PairKind.Name] = 9_000,
        [PairKind.Commit] = 2_500,
        [PairKind.Path] = 2_500,
        [PairKind.Section] = 800,
        [PairKind.Members] = 1_000,
        [PairKind.Undocumented] = 3_000,
    };

    /// <param name="heldOut">Whether functions without documentation are wanted too, as distractors.</param>
    public static IReadOnlyList<MinedPair> MineFiles(GitRepository repository, bool heldOut, CancellationToken cancellation)
    {
        var files = repository.ListFiles();
        var licences = LicenceMap.Read(repository, files);
        var kept = new PairCollector(Caps, heldOut);
        using var chunker = new CodeChunker();
        foreach (var (file, text) in repository.Read(Choose(files, licences)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Exclusions.IsExcludedText(text)) continue;
            if (IsMarkdown(file.Path)) kept.AddRange(SectionPairs.Of(file.Path, text));
            else kept.AddRange(DefinitionPairs.Of(file.Path, text, chunker.Chunk(file.Path, text, cancellation)));
        }

        return kept.Pairs;
    }

    public static IReadOnlyList<MinedPair> MineCommits(GitRepository repository)
    {
        var licences = LicenceMap.Read(repository, repository.ListFiles());
        var kept = new PairCollector(Caps, withUndocumented: false);
        kept.AddRange(CommitPairs.Of(repository, path => Wanted(path, licences) ? Languages.Of(path) : null, Caps[PairKind.Commit]));
        return kept.Pairs;
    }

    /// <summary>In an order that depends on the names only, so that the caps take from everywhere.</summary>
    private static List<GitFile> Choose(IReadOnlyList<GitFile> files, LicenceMap licences)
    {
        var chosen = new List<GitFile>();
        long bytes = 0;
        var wanted = files.Where(file => file.Size <= LargestFile && Wanted(file.Path, licences));
        foreach (var file in wanted.OrderBy(file => new Coin(file.Path, 0).NextDouble()))
        {
            if ((bytes += file.Size) > MostBytes) break;
            chosen.Add(file);
        }

        return chosen;
    }

    private static bool Wanted(string path, LicenceMap licences) =>
        (IsMarkdown(path) || TrainedLanguages.Contains(Languages.Of(path))) && !Exclusions.IsExcludedPath(path) && licences.Permits(path);

    private static bool IsMarkdown(string path) => path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
}
