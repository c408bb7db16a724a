using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Learning;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Learning;

public sealed class BatchPlanTests
{
    private static readonly TrainingOptions Options = new() { Batch = 32, Group = 8 };

    private static readonly CodeTokenizer Tokenizer = new(new Vocabulary(["word"]));

    [Fact]
    public void Groups_are_of_one_repository_but_for_the_rest()
    {
        TokenisedPairs[] corpus = [Pairs("r/a", PairKind.Members, 203), Pairs("r/b", PairKind.Members, 101)];
        var groups = BatchPlan.Epoch(corpus, Options, epoch: 0).SelectMany(batch => batch.Chunk(Options.Group)).ToArray();
        Assert.InRange(groups.Count(group => group.Select(place => place.Repository).Distinct().Count() > 1), 0, 1);
    }

    [Fact]
    public void Every_batch_is_whole_and_no_pair_of_share_one_comes_twice()
    {
        var batches = BatchPlan.Epoch([Pairs("r/a", PairKind.Members, 500)], Options, epoch: 0);
        Assert.All(batches, batch => Assert.Equal(Options.Batch, batch.Length));
        var places = batches.SelectMany(batch => batch).ToArray();
        Assert.Equal(places.Length, places.Distinct().Count());
        Assert.InRange(places.Length, 500 - Options.Batch + 1, 500);
    }

    [Fact]
    public void A_kind_comes_as_often_as_its_share_says()
    {
        TokenisedPairs[] corpus = [Pairs("r/a", PairKind.Documentation, 400), Pairs("r/b", PairKind.Name, 400)];
        var places = BatchPlan.Epoch(corpus, Options, epoch: 0).SelectMany(batch => batch).ToArray();
        Assert.InRange(places.Count(place => place.Repository == 0), 740, 800);
        Assert.InRange(places.Count(place => place.Repository == 1), 140, 260);
    }

    [Fact]
    public void Epochs_differ_and_each_is_the_same_every_time()
    {
        TokenisedPairs[] corpus = [Pairs("r/a", PairKind.Members, 500)];
        Assert.Equal(Flat(0), Flat(0));
        Assert.NotEqual(Flat(0), Flat(1));

        PairPlace[] Flat(int epoch) => [.. BatchPlan.Epoch(corpus, Options, epoch).SelectMany(batch => batch)];
    }

    private static TokenisedPairs Pairs(string repository, PairKind kind, int count) => TokenisedPairs.Load(
        repository, Enumerable.Range(0, count).Select(i => new MinedPair(kind, "go", $"{i}.go", $"word {i}", $"word of {i}")), Tokenizer);
}
