using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Learning;

/// <summary>What training depends on besides the pairs; the same options and pairs give the same model.</summary>
internal sealed record TrainingOptions
{
    public int Words { get; init; } = 24_000;

    public int Compounds { get; init; } = 16_000;

    /// <summary>Dimensions at which the loss is taken, ascending; the last is the model's.</summary>
    public int[] Prefixes { get; init; } = [64, 128, 256];

    public int Batch { get; init; } = 2_048;

    /// <summary>Pairs of one repository that stand together in a batch and are each other's hard negatives.</summary>
    public int Group { get; init; } = 512;

    public int Epochs { get; init; } = 2;

    /// <summary>
    /// How often a pair of each kind comes in an epoch: what is most like a question is shown more often than what is merely plentiful.
    /// </summary>
    public IReadOnlyDictionary<PairKind, double> KindShares { get; init; } = new Dictionary<PairKind, double>
    {
        [PairKind.Documentation] = 2,
        [PairKind.Name] = .5,
        [PairKind.Commit] = .5,
        [PairKind.Path] = .5,
        [PairKind.Section] = 1,
        [PairKind.Members] = 1,
    };

    public float Temperature { get; init; } = .05f;

    public float LearningRate { get; init; } = .01f;

    public int WarmUpSteps { get; init; } = 200;

    /// <summary>Share of the tokens left out of each text in each step.</summary>
    public double TokenDropout { get; init; } = .1;

    /// <summary>Share of the pairs whose code has the tokens of its path added.</summary>
    public double PathShare { get; init; } = .5;

    /// <summary>Share of the queries that have the words of a question added; see <see cref="QuestionWords"/>.</summary>
    public double QuestionShare { get; init; } = .15;

    public int Seed { get; init; } = 1;

    /// <summary>The order of sums depends on it, so it is part of what makes a run reproducible.</summary>
    public int Threads { get; init; } = 2;

    public int Dimensions => Prefixes[^1];
}
