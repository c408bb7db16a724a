using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Learning;

/// <summary>The vocabulary and the tokenised pairs of the repositories that are trained on.</summary>
internal sealed record Corpus(IReadOnlyList<TokenFrequency> Vocabulary, CodeTokenizer Tokenizer, IReadOnlyList<TokenisedPairs> Repositories)
{
    public int PairCount => Repositories.Sum(pairs => pairs.Count);

    /// <returns>Of each token, its share of all tokens.</returns>
    public IReadOnlyList<double> Frequencies()
    {
        var total = (double)Vocabulary.Sum(token => token.Count);
        return [.. Vocabulary.Select(token => token.Count / total)];
    }

    /// <param name="heldOut">Pairs whose code also stands in one of these are not trained on.</param>
    public static Corpus Load(
        string shards, IEnumerable<string> train, IEnumerable<string> heldOut, TrainingOptions options, CancellationToken cancellation)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        var names = train.Order(StringComparer.Ordinal).ToArray();
        var builder = new VocabularyBuilder();
        Parallel.ForEach(names, parallel, name => builder.AddRepository(PairShard.ReadAll(shards, name)));
        var vocabulary = builder.Build(options.Words, options.Compounds);
        var tokenizer = new CodeTokenizer(new Vocabulary([.. vocabulary.Select(token => token.Token)]));
        var tokenised = new TokenisedPairs[names.Length];
        Parallel.For(0, names.Length, parallel, i =>
        {
            tokenised[i] = TokenisedPairs.Load(names[i], PairShard.ReadAll(shards, names[i]), tokenizer);
        });

        var foreign = heldOut.SelectMany(name => PairShard.ReadAll(shards, name))
            .Select(pair => TokenisedPairs.HashOf(pair.Code))
            .ToHashSet();
        var seen = new HashSet<ulong>();
        foreach (var pairs in tokenised)
        {
            pairs.Filter(hashes => !foreign.Contains(hashes.Code) && seen.Add(unchecked(hashes.Query * 31 + hashes.Code)));
        }

        return new Corpus(vocabulary, tokenizer, tokenised);
    }
}
