namespace SemanticSearch.Training.Learning;

/// <param name="Repository">Index into the corpus.</param>
/// <param name="Pair">Index into the repository's pairs.</param>
internal readonly record struct PairPlace(int Repository, int Pair);

/// <summary>
/// Cuts an epoch into batches of whole groups, each of one repository; what is left of the repositories makes mixed groups.
/// </summary>
internal static class BatchPlan
{
    /// <returns>Batches of exactly <see cref="TrainingOptions.Batch"/> pairs, in the order in which they are trained.</returns>
    public static IReadOnlyList<PairPlace[]> Epoch(IReadOnlyList<TokenisedPairs> corpus, TrainingOptions options, int epoch)
    {
        var random = new Random(HashCode(options.Seed, epoch));
        var groups = new List<PairPlace[]>();
        var rest = new List<PairPlace>();
        for (var repository = 0; repository < corpus.Count; repository++)
        {
            var places = Places(corpus, repository, options, random);
            random.Shuffle(places);
            Cut(places, options.Group, groups, rest);
        }

        var mixed = rest.ToArray();
        random.Shuffle(mixed);
        Cut(mixed, options.Group, groups, []);
        var order = groups.ToArray();
        random.Shuffle(order);
        return [.. order.Chunk(options.Batch / options.Group).Where(batch => batch.Length * options.Group == options.Batch).Select(Join)];

        static PairPlace[] Join(PairPlace[][] batch) => [.. batch.SelectMany(group => group)];
    }

    /// <summary>Each pair as often as its kind's share says: 2.5 is twice, and once more by chance.</summary>
    private static PairPlace[] Places(IReadOnlyList<TokenisedPairs> corpus, int repository, TrainingOptions options, Random random)
    {
        var places = new List<PairPlace>();
        for (var pair = 0; pair < corpus[repository].Count; pair++)
        {
            var times = Math.Floor(options.KindShares[corpus[repository].KindOf(pair)] + random.NextDouble());
            for (var time = 0; time < times; time++) places.Add(new PairPlace(repository, pair));
        }

        return [.. places];
    }

    private static void Cut(PairPlace[] places, int size, List<PairPlace[]> groups, List<PairPlace> rest)
    {
        foreach (var group in places.Chunk(size))
        {
            if (group.Length == size) groups.Add(group);
            else rest.AddRange(group);
        }
    }

    /// <summary>System.HashCode differs from run to run.</summary>
    private static int HashCode(int seed, int epoch) => unchecked(seed * 7_919 + epoch);
}
