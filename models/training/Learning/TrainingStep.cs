namespace SemanticSearch.Training.Learning;

/// <summary>One step of training: forward, loss, backward, update. Its buffers live as long as the training.</summary>
internal sealed unsafe class TrainingStep : IDisposable
{
    private readonly EmbeddingTable table;
    private readonly TrainingOptions options;
    private readonly ContrastiveLoss loss;
    private readonly BagBatch queryBags, codeBags;
    private readonly IReadOnlyList<ushort[]> questions;
    private readonly NativeFloats queries, codes, queryGradients, codeGradients;

    /// <param name="questions">Token lists of which one is added to some of the queries.</param>
    public TrainingStep(EmbeddingTable table, IReadOnlyList<ushort[]> questions, TrainingOptions options)
    {
        this.questions = questions;
        this.table = table;
        this.options = options;
        loss = new ContrastiveLoss(options.Batch, options.Prefixes, options.Temperature, options.Threads);
        queryBags = new BagBatch(options.Batch);
        codeBags = new BagBatch(options.Batch);
        var size = (long)options.Batch * options.Dimensions;
        (queries, codes) = (new NativeFloats(size), new NativeFloats(size));
        (queryGradients, codeGradients) = (new NativeFloats(size), new NativeFloats(size));
    }

    /// <returns>The loss before the step.</returns>
    public double Run(IReadOnlyList<TokenisedPairs> corpus, PairPlace[] batch, Random random, float learningRate)
    {
        Fill(corpus, batch, random);
        var dimensions = table.Dimensions;
        ForEachThread(thread =>
        {
            var (start, end) = (batch.Length * thread / options.Threads, batch.Length * (thread + 1) / options.Threads);
            queryBags.Sum(table.Rows, dimensions, start, end, queries.Pointer);
            codeBags.Sum(table.Rows, dimensions, start, end, codes.Pointer);
        });
        var value = loss.Compute(queries.Pointer, codes.Pointer, Duplicates(corpus, batch), queryGradients.Pointer, codeGradients.Pointer);
        ForEachThread(thread =>
        {
            var (start, end) = (dimensions * thread / options.Threads, dimensions * (thread + 1) / options.Threads);
            queryBags.Scatter(queryGradients.Pointer, dimensions, start, end - start, table.Gradients);
            codeBags.Scatter(codeGradients.Pointer, dimensions, start, end - start, table.Gradients);
        });
        table.Touch(queryBags.Tokens);
        table.Touch(codeBags.Tokens);
        table.Step(learningRate, options.Threads);
        return value;
    }

    public void Dispose()
    {
        loss.Dispose();
        queries.Dispose();
        codes.Dispose();
        queryGradients.Dispose();
        codeGradients.Dispose();
    }

    private void Fill(IReadOnlyList<TokenisedPairs> corpus, PairPlace[] batch, Random random)
    {
        queryBags.Clear();
        codeBags.Clear();
        foreach (var (repository, pair) in batch)
        {
            var pairs = corpus[repository];
            queryBags.Add(pairs.TokensOf(pair, PairSide.Query), pairs.CountsOf(pair, PairSide.Query), random, options.TokenDropout);
            if (random.NextDouble() < options.QuestionShare) queryBags.Add(questions[random.Next(questions.Count)]);
            queryBags.EndText();
            codeBags.Add(pairs.TokensOf(pair, PairSide.Code), pairs.CountsOf(pair, PairSide.Code), random, options.TokenDropout);
            if (random.NextDouble() < options.PathShare)
            {
                codeBags.Add(pairs.TokensOf(pair, PairSide.Path), pairs.CountsOf(pair, PairSide.Path), random, options.TokenDropout);
            }

            codeBags.EndText();
        }
    }

    /// <summary>Places off the diagonal where the same text stands again: right answers, which must not be taught as wrong ones.</summary>
    private static List<(int Query, int Code)> Duplicates(IReadOnlyList<TokenisedPairs> corpus, PairPlace[] batch)
    {
        var places = new List<(int, int)>();
        var hashes = batch.Select(place => corpus[place.Repository].HashesOf(place.Pair)).ToArray();
        AddPlaces([.. hashes.Select(hash => hash.Query)], places);
        AddPlaces([.. hashes.Select(hash => hash.Code)], places);
        return places;
    }

    private static void AddPlaces(ulong[] hashes, List<(int, int)> places)
    {
        foreach (var same in Enumerable.Range(0, hashes.Length).GroupBy(i => hashes[i]).Where(group => group.Skip(1).Any()))
        {
            var members = same.ToArray();
            foreach (var a in members)
            {
                foreach (var b in members)
                {
                    if (a != b) places.Add((a, b));
                }
            }
        }
    }

    private void ForEachThread(Action<int> work) =>
        Parallel.For(0, options.Threads, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, work);
}
