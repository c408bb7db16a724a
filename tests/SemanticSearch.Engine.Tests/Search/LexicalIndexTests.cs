using FsCheck;
using FsCheck.Fluent;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>BM25 over segments, deletions, merges and pending chunks against a few lines that compute it from the texts.</summary>
public sealed class LexicalIndexTests
{
    private static readonly string[] Words = ["alpha", "beta", "gamma", "delta", "lineReader", "omega", "scan", "搜索"];

    [Fact]
    public void Scores_equal_a_brute_force_whatever_the_index_went_through() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            using var index = new TestIndex();
            using var lexical = NewIndex(index, out var snapshot);
            var texts = new Dictionary<string, string>();
            for (var step = 0; step < 12; step++)
            {
                Change(index, texts, random);
                snapshot.Refresh(index.Reader, null);
                var query = new TermAnalyzer().AnalyzeQuery(string.Join(' ', random.GetItems(Words, 3)));
                lexical.Score(query, CancellationToken.None);
                var found = lexical.Top(1_000, snapshot.Live)
                    .ToDictionary(scored => PathOf(index, snapshot.ChunkIdOf(scored.Ordinal)), scored => (double)scored.Score);
                var expected = BruteForce(texts, query);
                if (!expected.Keys.ToHashSet().SetEquals(found.Keys)) return false;
                if (expected.Any(pair => Math.Abs(pair.Value - found[pair.Key]) > 1e-4)) return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void The_best_are_those_that_sorting_all_would_give()
    {
        using var index = new TestIndex();
        using var lexical = NewIndex(index, out var snapshot);
        var random = new Random(7);
        for (var i = 0; i < 150; i++) index.Write($"f{i}.txt", string.Join(' ', random.GetItems(Words, random.Next(1, 30))));
        index.Flush();
        for (var i = 0; i < 20; i++) index.Write($"g{i}.txt", string.Join(' ', random.GetItems(Words, random.Next(1, 30))));
        snapshot.Refresh(index.Reader, null);
        lexical.Score(["alpha", "scan"], CancellationToken.None);
        var scores = lexical.Scores.ToArray();
        var expected = scores.Select((score, ordinal) => new Scored(ordinal, score)).Where(scored => scored.Score > 0)
            .OrderByDescending(scored => scored.Score).ThenBy(scored => scored.Ordinal).Take(10);
        Assert.Equal(expected, lexical.Top(10, snapshot.Live));
    }

    [Fact]
    public void Segments_to_merge_are_many_small_ones_or_rotten_ones()
    {
        var small = Enumerable.Range(1, 9).Select(id => new SegmentSize(id, 100, 0)).ToList();
        Assert.Equal(9, SegmentMerger.Choose(small).Count);
        Assert.Empty(SegmentMerger.Choose(small.Take(8)));
        Assert.Equal([3L], SegmentMerger.Choose([new(1, 30_000, 100), new(3, 30_000, 20_000)]));
        Assert.True(SegmentMerger.Choose(Enumerable.Range(1, 20).Select(id => new SegmentSize(id, 4_096, 0))).Count is > 1 and <= 8);
    }

    private static LexicalIndex NewIndex(TestIndex index, out IndexSnapshot snapshot)
    {
        snapshot = new IndexSnapshot();
        return new LexicalIndex(index.Reader, snapshot, RankingWeights.Default);
    }

    private static void Change(TestIndex index, Dictionary<string, string> texts, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                index.Flush();
                break;
            case 1:
                index.MergeAll();
                break;
            case 2 when texts.Count > 0:
                var gone = texts.Keys.ElementAt(random.Next(texts.Count));
                index.Delete(gone);
                texts.Remove(gone);
                break;
            default:
                var path = $"dir/file{random.Next(12)}.txt";
                texts[path] = string.Join(' ', random.GetItems(Words, random.Next(1, 12)));
                index.Write(path, texts[path]);
                break;
        }
    }

    private static string PathOf(TestIndex index, long chunkId) =>
        (string)index.Execute("SELECT f.path FROM chunks c JOIN files f ON f.id = c.file_id WHERE c.id = $0", chunkId)!;

    private static Dictionary<string, double> BruteForce(Dictionary<string, string> texts, string[] query)
    {
        var (k1, b) = (RankingWeights.Default.Bm25Saturation, RankingWeights.Default.Bm25LengthShare);
        var bags = texts.ToDictionary(pair => pair.Key, pair => Frequencies(new TermAnalyzer().Analyze(pair.Key, null, "", pair.Value)));
        var average = bags.Count == 0 ? 0 : bags.Values.Average(bag => bag.Values.Sum());
        var scores = new Dictionary<string, double>();
        foreach (var term in query)
        {
            var count = bags.Values.Count(bag => bag.ContainsKey(term));
            var idf = Math.Log(1 + ((bags.Count - count + 0.5) / (count + 0.5)));
            foreach (var (path, bag) in bags)
            {
                if (!bag.TryGetValue(term, out var tf)) continue;
                scores[path] = scores.GetValueOrDefault(path) + (idf * tf / (tf + (k1 * (1 - b + (b * bag.Values.Sum() / average)))));
            }
        }

        return scores;
    }

    private static Dictionary<string, int> Frequencies(TermBag bag) =>
        bag.Terms.ToArray().Zip(bag.Frequencies.ToArray()).ToDictionary(pair => pair.First, pair => (int)pair.Second);
}
