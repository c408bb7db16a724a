namespace SemanticSearch.Training.Learning;

/// <param name="Loss">Mean since the last report, in nats.</param>
internal readonly record struct TrainingProgress(int Step, int Steps, double Loss);

/// <summary>Learns a table of token vectors from tokenised pairs.</summary>
internal static class Trainer
{
    private const int ReportEvery = 100; // steps

    /// <param name="corpus">Repositories in an order that does not change from run to run.</param>
    /// <returns>The table; the caller disposes of it.</returns>
    public static EmbeddingTable Train(
        Corpus corpus, TrainingOptions options, Action<TrainingProgress> report, CancellationToken cancellation)
    {
        var table = new EmbeddingTable(corpus.Frequencies(), options.Dimensions, options.Seed);
        using var step = new TrainingStep(table, QuestionWords.Tokenise(corpus.Tokenizer), options);
        var random = new Random(options.Seed);
        var done = 0;
        double loss = 0;
        var epochs = Enumerable.Range(0, options.Epochs).Select(epoch => BatchPlan.Epoch(corpus.Repositories, options, epoch)).ToArray();
        var steps = epochs.Sum(epoch => epoch.Count);
        foreach (var epoch in epochs)
        {
            foreach (var batch in epoch)
            {
                cancellation.ThrowIfCancellationRequested();
                loss += step.Run(corpus.Repositories, batch, random, RateAt(done, steps, options));
                if (++done % ReportEvery != 0 && done != steps) continue;
                report(new TrainingProgress(done, steps, loss / ((done - 1) % ReportEvery + 1)));
                loss = 0;
            }
        }

        return table;
    }

    /// <summary>Rises in a line over the warm-up, then falls in a line to 0.</summary>
    private static float RateAt(int step, int steps, TrainingOptions options)
    {
        var warmUp = Math.Min(options.WarmUpSteps, steps / 4);
        return step < warmUp
            ? options.LearningRate * (step + 1) / warmUp
            : options.LearningRate * (steps - step) / (steps - warmUp);
    }
}
