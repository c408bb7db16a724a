using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Learning;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Learning;

/// <summary>
/// A language of made-up words in which each query word has one code word of the same meaning and nothing in common with it.
/// </summary>
public sealed class TrainerTests
{
    private const int Meanings = 40;

    private static readonly TrainingOptions Options = new()
    {
        Words = 1_000,
        Compounds = 100,
        Prefixes = [8, 16],
        Batch = 64,
        Group = 16,
        Epochs = 60,
        LearningRate = .02f,
        WarmUpSteps = 10,
    };

    [Fact]
    public void Training_on_two_hundred_pairs_learns_what_they_have_in_common()
    {
        var (untrained, trained) = (MeanReciprocalRank(Options with { LearningRate = 0 }), MeanReciprocalRank(Options));
        Assert.InRange(untrained, 0, .3);
        Assert.InRange(trained, .8, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_table_and_another_seed_another()
    {
        var options = Options with { Epochs = 2 };
        Assert.Equal(Train(options).Rows, Train(options).Rows);
        Assert.NotEqual(Train(options).Rows, Train(options with { Seed = 9 }).Rows);
    }

    private static double MeanReciprocalRank(TrainingOptions options)
    {
        var (rows, tokenizer) = Train(options);
        var random = new Random(77);
        var unseen = Enumerable.Range(0, 100).Select(_ => Pair(random)).ToArray();
        var codes = unseen.Select(pair => Embed(pair.Code)).ToArray();
        return unseen.Select((pair, i) =>
        {
            var query = Embed(pair.Query);
            var own = Dot(query, codes[i]);
            return 1.0 / (1 + codes.Count(code => Dot(query, code) > own));
        }).Average();

        double[] Embed(string text)
        {
            var bag = new TokenBag(tokenizer.Vocabulary.Count);
            tokenizer.Tokenize(text, bag);
            var sum = new double[options.Dimensions];
            foreach (var token in bag.Tokens)
            {
                for (var d = 0; d < sum.Length; d++) sum[d] += rows[token * sum.Length + d] * Math.Sqrt(bag.CountOf(token));
            }

            var norm = Math.Sqrt(Dot(sum, sum));
            return [.. sum.Select(value => value / norm)];
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static (float[] Rows, CodeTokenizer Tokenizer) Train(TrainingOptions options)
    {
        var random = new Random(5);
        var repositories = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 50).Select(_ => Pair(random)).ToArray()).ToArray();
        var builder = new VocabularyBuilder();
        foreach (var repository in repositories) builder.AddRepository(repository);
        var vocabulary = builder.Build(options.Words, options.Compounds);
        var tokenizer = new CodeTokenizer(new Vocabulary([.. vocabulary.Select(token => token.Token)]));
        var pairs = repositories.Select((repository, i) => TokenisedPairs.Load($"test/{i}", repository, tokenizer)).ToArray();
        using var table = Trainer.Train(new Corpus(vocabulary, tokenizer, pairs), options, _ => { }, CancellationToken.None);
        return (table.Rows.Slice(0, (int)table.Rows.Length).ToArray(), tokenizer);
    }

    private static MinedPair Pair(Random random)
    {
        var meanings = Enumerable.Range(0, 4).Select(_ => random.Next(Meanings)).ToArray();
        return new MinedPair(
            PairKind.Documentation, "python", "a.py",
            string.Join(' ', meanings.Select(meaning => "ask" + Letters(meaning))),
            string.Join(' ', meanings.Select(meaning => "code" + Letters(meaning))));
    }

    /// <summary>Words, because digits would be split off.</summary>
    private static string Letters(int meaning) => $"{(char)('a' + meaning / 8)}{(char)('p' + meaning % 8)}";
}
