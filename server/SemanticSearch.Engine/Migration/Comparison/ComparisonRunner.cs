using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Migration;

/// <summary>Of the two that are compared: what answers now, and what may take its place.</summary>
internal enum Side
{
    Baseline,
    Candidate,
}

/// <param name="ByMeaning">The hits by vectors alone: what the model itself contributes, which words cover up in <paramref name="Hits"/>.</param>
/// <param name="Took">From the question to its hits.</param>
/// <param name="Failed">It was not answered, or not by the side that was asked.</param>
internal sealed record AskedAnswer(IReadOnlyList<SearchHit> Hits, IReadOnlyList<SearchHit> ByMeaning, TimeSpan Took, bool Failed);

/// <param name="MemoryBytes">Asked once it has answered all questions; null where it is not known.</param>
internal sealed record ComparedModel(string Model, int Dimensions, Func<long?> MemoryBytes);

/// <summary>Asks two sides the same questions.</summary>
internal static class ComparisonRunner
{
    /// <summary>Asked of each side before the clock counts: it loads the model and the index's pages.</summary>
    private const string WarmUp = "where is the connection closed after an error";

    /// <param name="ask">Answers one question; what it throws ends the comparison.</param>
    public static async Task<ComparisonReport> RunAsync(
        IReadOnlyList<Question> questions, Func<Side, string, CancellationToken, Task<AskedAnswer>> ask, ComparedModel baseline, ComparedModel candidate,
        TimeProvider time, IProgress<ComparisonProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new ComparisonProgress(0, questions.Count, $"loading {baseline.Model} and {candidate.Model}"));
        await ask(Side.Baseline, WarmUp, cancellation).ConfigureAwait(false);
        await ask(Side.Candidate, WarmUp, cancellation).ConfigureAwait(false);

        var asked = new List<AskedQuestion>(questions.Count);
        foreach (var question in questions)
        {
            cancellation.ThrowIfCancellationRequested();
            // In turns, so that what the first leaves in the caches serves both alike.
            var first = asked.Count % 2 == 0 ? Side.Baseline : Side.Candidate;
            var second = first == Side.Baseline ? Side.Candidate : Side.Baseline;
            var one = await ask(first, question.Text, cancellation).ConfigureAwait(false);
            var other = await ask(second, question.Text, cancellation).ConfigureAwait(false);
            asked.Add(first == Side.Baseline ? AskedQuestion.Of(question, one, other) : AskedQuestion.Of(question, other, one));
            progress?.Report(new ComparisonProgress(asked.Count, questions.Count, "asking both"));
        }

        return ComparisonTally.Of(asked, baseline, candidate, time.GetUtcNow());
    }
}
