using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Learning;

/// <summary>Which bag of tokens of a pair.</summary>
internal enum PairSide
{
    Query,
    Code,
    Path,
}

/// <summary>
/// The pairs of one repository as bags of tokens: three for each pair, token ids of two bytes and counts of one, one after the other.
/// </summary>
internal sealed class TokenisedPairs(string repository)
{
    private const int Sides = 3;

    private readonly List<ushort> tokens = [];
    private readonly List<byte> counts = [];
    private readonly List<int> starts = [0];
    private readonly List<(ulong Query, ulong Code)> hashes = [];
    private readonly List<PairKind> kinds = [];
    private readonly List<int> kept = []; // places of the pairs that count

    public string Repository { get; } = repository;

    public int Count => kept.Count;

    /// <returns>Hashes of the pair's texts: equal texts are not wrong for each other.</returns>
    public (ulong Query, ulong Code) HashesOf(int pair) => hashes[kept[pair]];

    public PairKind KindOf(int pair) => kinds[kept[pair]];

    public ReadOnlySpan<ushort> TokensOf(int pair, PairSide side) => Slice(tokens, pair, side);

    public ReadOnlySpan<byte> CountsOf(int pair, PairSide side) => Slice(counts, pair, side);

    /// <summary>Tokenises every pair of a shard that has a token on both sides.</summary>
    public static TokenisedPairs Load(string repository, IEnumerable<MinedPair> pairs, CodeTokenizer tokenizer)
    {
        var result = new TokenisedPairs(repository);
        var bag = new TokenBag(tokenizer.Vocabulary.Count);
        foreach (var pair in pairs)
        {
            if (pair.Kind != PairKind.Undocumented) result.Add(pair, tokenizer, bag);
        }

        return result;
    }

    /// <summary>Leaves out the pairs whose hashes do not pass, asked in order.</summary>
    public void Filter(Predicate<(ulong Query, ulong Code)> keep) => kept.RemoveAll(pair => !keep(hashes[pair]));

    private void Add(MinedPair pair, CodeTokenizer tokenizer, TokenBag bag)
    {
        var before = tokens.Count;
        AddBag(pair.Query, tokenizer, bag);
        AddBag(pair.Code, tokenizer, bag);
        AddBag(pair.Path, tokenizer, bag);
        if (starts[^3] > starts[^4] && starts[^2] > starts[^3])
        {
            kept.Add(hashes.Count);
            hashes.Add((HashOf(pair.Query), HashOf(pair.Code)));
            kinds.Add(pair.Kind);
            return;
        }

        CollectionsMarshal.SetCount(tokens, before);
        CollectionsMarshal.SetCount(counts, before);
        CollectionsMarshal.SetCount(starts, starts.Count - Sides);
    }

    private void AddBag(string text, CodeTokenizer tokenizer, TokenBag bag)
    {
        tokenizer.Tokenize(text, bag);
        foreach (var token in bag.Tokens)
        {
            tokens.Add((ushort)token);
            counts.Add((byte)Math.Min(byte.MaxValue, bag.CountOf(token)));
        }

        starts.Add(tokens.Count);
        bag.Clear();
    }

    private ReadOnlySpan<T> Slice<T>(List<T> values, int pair, PairSide side)
    {
        var bag = kept[pair] * Sides + (int)side;
        return CollectionsMarshal.AsSpan(values)[starts[bag]..starts[bag + 1]];
    }

    /// <summary>FNV-1a over the characters that are not blank, so that indentation makes no difference.</summary>
    public static ulong HashOf(string text)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character)) hash = (hash ^ character) * 1_099_511_628_211;
        }

        return hash;
    }
}
