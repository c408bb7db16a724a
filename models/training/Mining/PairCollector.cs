namespace SemanticSearch.Training.Mining;

/// <summary>Keeps each pair once, and of each kind at most so many.</summary>
internal sealed class PairCollector(IReadOnlyDictionary<PairKind, int> caps, bool withUndocumented)
{
    private readonly List<MinedPair> pairs = [];
    private readonly HashSet<(string, string)> seen = [];
    private readonly Dictionary<PairKind, int> counts = [];

    public IReadOnlyList<MinedPair> Pairs => pairs;

    public void AddRange(IEnumerable<MinedPair> found)
    {
        foreach (var pair in found)
        {
            if (pair.Kind == PairKind.Undocumented && !withUndocumented) continue;
            var count = counts.GetValueOrDefault(pair.Kind);
            if (count >= caps[pair.Kind] || !seen.Add((pair.Query, pair.Code))) continue;
            counts[pair.Kind] = count + 1;
            pairs.Add(pair);
        }
    }
}
