using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SemanticSearch.Engine.Health;

/// <summary>
/// What this process counts, as .NET meters named by OpenTelemetry's conventions. Nothing is exported: a tool that the user starts on the same machine, such as
/// dotnet-counters, can look. Without one a call costs nanoseconds. Texts, paths and questions are never tags. Safe to use from several threads.
/// </summary>
public static class Meters
{
    public const string Name = "SemanticSearch";

    private const string ModelTag = "semsearch.model", StepTag = "semsearch.step", RoleTag = "semsearch.embedding.role", ResultTag = "semsearch.cache.result",
        QueueTag = "semsearch.queue", ProcessTag = "semsearch.process", OperationTag = "semsearch.operation", ErrorTag = "error.type";

    /// <summary>Seconds: from an answer of the bundled model to a large model's on a processor.</summary>
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly Lock Gate = new();
    private static readonly List<(string Name, Func<long> Depth)> Queues = [];
    private static readonly List<Func<IEnumerable<int>>> Workers = [];

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> QueryDuration =
        Meter.CreateHistogram("semsearch.query.duration", "s", "From a question to its answer.", advice: Durations);

    private static readonly Histogram<double> EmbeddingDuration =
        Meter.CreateHistogram("semsearch.embedding.duration", "s", "One call of a model: a question, or a batch of passages.", advice: Durations);

    private static readonly Counter<long> EmbeddedTexts = Meter.CreateCounter<long>("semsearch.embedding.texts", "{text}", "Texts that a model has read.");

    private static readonly Counter<long> CacheLookUps =
        Meter.CreateCounter<long>("semsearch.embedding_cache.lookups", "{lookup}", "Embeddings wanted, by whether they were known.");

    private static readonly Counter<long> Errors =
        Meter.CreateCounter<long>("semsearch.errors", "{error}", "What failed, and questions that were answered a step lower than they should have been.");

    static Meters()
    {
        Meter.CreateObservableUpDownCounter("semsearch.queue.depth", ReadQueues, "{item}", "What waits to be done.");
        Meter.CreateObservableUpDownCounter("semsearch.memory.usage", ReadMemory, "By", "Resident memory of this process, and of its model workers together.");
    }

    /// <summary>A question was answered.</summary>
    /// <param name="model">Id of the model that was to answer.</param>
    /// <param name="step">What did: that model's id, another's, or "lexical". Anything but the first counts as an error.</param>
    public static void Answered(string model, string step, TimeSpan took)
    {
        QueryDuration.Record(took.TotalSeconds, Tag(ModelTag, model), Tag(StepTag, step));
        if (step != model) Errors.Add(1, Tag(OperationTag, "query"), Tag(ErrorTag, "stepped_down"));
    }

    /// <summary>A model has read a question.</summary>
    public static void QuestionEmbedded(string model, TimeSpan took) => Embedded(model, "query", 1, took);

    /// <summary>A model has read a batch of passages.</summary>
    public static void PassagesEmbedded(string model, int count, TimeSpan took) => Embedded(model, "passage", count, took);

    /// <summary>Embeddings were looked up in the cache.</summary>
    public static void CacheLookedUp(long hits, long misses)
    {
        if (hits > 0) CacheLookUps.Add(hits, Tag(ResultTag, "hit"));
        if (misses > 0) CacheLookUps.Add(misses, Tag(ResultTag, "miss"));
    }

    /// <summary>Something failed; not to be called for what the user cancelled.</summary>
    /// <param name="operation">Few and fixed: "query", "embedding", "indexing", "migration".</param>
    public static void Failed(string operation, Exception failure)
        => Errors.Add(1, Tag(OperationTag, operation), Tag(ErrorTag, failure.GetType().FullName!));

    /// <summary>Has a queue's depth shown until disposed; queues of one name are added up.</summary>
    /// <param name="depth">Quick, and safe to call from any thread.</param>
    public static IDisposable ObserveQueue(string name, Func<long> depth) => new Observation<(string, Func<long>)>(Queues, (name, depth));

    /// <summary>Has the memory of worker processes shown until disposed.</summary>
    /// <param name="processIds">Those that run; quick, and safe to call from any thread.</param>
    public static IDisposable ObserveWorkers(Func<IEnumerable<int>> processIds) => new Observation<Func<IEnumerable<int>>>(Workers, processIds);

    private static void Embedded(string model, string role, int texts, TimeSpan took)
    {
        EmbeddingDuration.Record(took.TotalSeconds, Tag(ModelTag, model), Tag(RoleTag, role));
        EmbeddedTexts.Add(texts, Tag(ModelTag, model), Tag(RoleTag, role));
    }

    private static IEnumerable<Measurement<long>> ReadQueues()
    {
        (string Name, Func<long> Depth)[] queues;
        lock (Gate) queues = [.. Queues];
        return [.. queues.GroupBy(queue => queue.Name, queue => queue.Depth()).Select(queue => new Measurement<long>(queue.Sum(), Tag(QueueTag, queue.Key)))];
    }

    private static IEnumerable<Measurement<long>> ReadMemory()
    {
        Func<IEnumerable<int>>[] workers;
        lock (Gate) workers = [.. Workers];
        return
        [
            new Measurement<long>(Environment.WorkingSet, Tag(ProcessTag, "server")),
            new Measurement<long>(workers.SelectMany(processIds => processIds()).Distinct().Sum(Resident), Tag(ProcessTag, "worker")),
        ];
    }

    private static long Resident(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WorkingSet64;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended in between, and takes nothing any more.
            return 0;
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private sealed class Observation<T> : IDisposable
    {
        private readonly List<T> _all;
        private readonly T _mine;

        public Observation(List<T> all, T mine)
        {
            (_all, _mine) = (all, mine);
            lock (Gate) _all.Add(_mine);
        }

        public void Dispose()
        {
            lock (Gate) _all.Remove(_mine);
        }
    }
}
