namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>A score in the making, which notes what made it.</summary>
internal sealed class ScoreSheet
{
    private readonly List<ScorePart> parts = [];

    public double Score { get; private set; }

    /// <summary>In the order in which they were applied: a name that ends in "Factor" multiplied what was there, any other was added.</summary>
    public IReadOnlyList<ScorePart> Parts => parts;

    public void Add(string name, double value)
    {
        if (value == 0) return;
        Score += value;
        parts.Add(new ScorePart(name, value));
    }

    public void Multiply(string name, double factor)
    {
        if (factor == 1) return;
        Score *= factor;
        parts.Add(new ScorePart(name, factor));
    }
}
