using System.Text.Json;
using System.Text.Json.Serialization;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Evaluation;

/// <summary>A definition to be found.</summary>
/// <param name="Query">
/// Its documentation, which is taken out of <paramref name="Code"/>; null for a distractor that nobody asks for.
/// </param>
/// <param name="Path">Relative to its repository.</param>
internal sealed record EvaluationItem(string Repository, string Language, string Path, string Code, string? Query);

/// <summary>Questions (items with a query) and what they are asked of (all items), drawn from held-out repositories.</summary>
internal sealed record EvaluationSet(string Name, IReadOnlyList<EvaluationItem> Items)
{
    /// <summary>Sets of one language that have fewer questions say too little.</summary>
    private const int FewestQueries = 40;

    /// <summary>One set for each language: its documented definitions, and others to fill up.</summary>
    public static IReadOnlyList<EvaluationSet> ByLanguage(IReadOnlyList<EvaluationItem> items, int candidates, int queries, int seed) =>
    [
        .. items.GroupBy(item => item.Language)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new EvaluationSet(group.Key, Draw([.. group], candidates, queries, seed)))
            .Where(set => set.Items.Count(item => item.Query is not null) >= FewestQueries),
    ];

    /// <summary>One set over all languages, with at most so many questions of each.</summary>
    public static EvaluationSet Mixed(IReadOnlyList<EvaluationItem> items, int candidates, int queriesPerLanguage, int seed)
    {
        var asked = ByLanguage(items, int.MaxValue, queriesPerLanguage, seed)
            .SelectMany(set => set.Items.Where(item => item.Query is not null))
            .ToArray();
        var chosen = asked.Select(Identity).ToHashSet();
        var rest = items.Where(item => !chosen.Contains(Identity(item))).ToArray();
        new Random(seed).Shuffle(rest);
        return new EvaluationSet("mixed", [.. asked, .. rest.Take(candidates - asked.Length).Select(item => item with { Query = null })]);
    }

    /// <summary>
    /// Reads the shards of held-out repositories; a definition that occurs twice is kept once, because only one answer counts as right.
    /// </summary>
    public static IReadOnlyList<EvaluationItem> Load(string shards, IEnumerable<TrainingRepository> heldOut)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<EvaluationItem>();
        foreach (var repository in heldOut.Select(repository => repository.Name).Order(StringComparer.Ordinal))
        {
            foreach (var pair in PairShard.ReadAll(shards, repository).OrderBy(pair => pair.Kind))
            {
                if (pair.Kind is not (PairKind.Documentation or PairKind.Undocumented) || !seen.Add(pair.Code)) continue;
                var query = pair.Kind == PairKind.Documentation && seen.Add(pair.Query) ? pair.Query : null;
                items.Add(new EvaluationItem(repository, pair.Language, pair.Path, pair.Code, query));
            }
        }

        return items;
    }

    /// <summary>Writes one JSON object a line, for evaluation through the whole product.</summary>
    public void Export(string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var item in Items) writer.WriteLine(JsonSerializer.Serialize(item, EvaluationJson.Default.EvaluationItem));
    }

    private static EvaluationItem[] Draw(EvaluationItem[] items, int candidates, int queries, int seed)
    {
        new Random(seed).Shuffle(items);
        var documented = items.Where(item => item.Query is not null).ToArray();
        var rest = documented.Skip(queries).Concat(items.Where(item => item.Query is null)).Select(item => item with { Query = null });
        return [.. documented.Take(queries).Concat(rest).Take(candidates)];
    }

    private static (string, string, string) Identity(EvaluationItem item) => (item.Repository, item.Path, item.Code);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationItem))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
