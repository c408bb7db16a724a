using System.Diagnostics.Metrics;
using SemanticSearch.Engine.Health;

namespace SemanticSearch.Engine.Tests.Health;

public sealed class MetersTests : IDisposable
{
    /// <summary>Tests of other classes run in this process too.</summary>
    private const string Model = "model of this test", Queue = "queue of this test";

    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    public MetersTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meters.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_search_is_measured_and_an_answer_from_a_step_below_is_an_error()
    {
        Meters.Answered(Model, Model, TimeSpan.FromMilliseconds(1_500));
        Meters.Answered(Model, "lexical", TimeSpan.FromMilliseconds(250));
        Meters.QuestionEmbedded(Model, TimeSpan.FromSeconds(2));
        Meters.PassagesEmbedded(Model, 16, TimeSpan.FromSeconds(3));

        Assert.Equal(
            [
                $"semsearch.query.duration 1.5 s semsearch.model={Model} semsearch.step={Model}",
                $"semsearch.query.duration 0.25 s semsearch.model={Model} semsearch.step=lexical",
                $"semsearch.embedding.duration 2 s semsearch.model={Model} semsearch.embedding.role=query",
                $"semsearch.embedding.texts 1 {{text}} semsearch.model={Model} semsearch.embedding.role=query",
                $"semsearch.embedding.duration 3 s semsearch.model={Model} semsearch.embedding.role=passage",
                $"semsearch.embedding.texts 16 {{text}} semsearch.model={Model} semsearch.embedding.role=passage",
            ],
            Seen(Model));
        Assert.Contains("semsearch.errors 1 {error} semsearch.operation=query error.type=stepped_down", Seen("semsearch.errors"));
    }

    [Fact]
    public void The_cache_and_failures_are_counted()
    {
        Meters.CacheLookedUp(700_001, 300_001);
        Meters.Failed("embedding", new TimeZoneNotFoundException());

        Assert.Equal(
            ["semsearch.embedding_cache.lookups 700001 {lookup} semsearch.cache.result=hit", "semsearch.embedding_cache.lookups 300001 {lookup} semsearch.cache.result=miss"],
            Seen("00001"));
        Assert.Equal(["semsearch.errors 1 {error} semsearch.operation=embedding error.type=System.TimeZoneNotFoundException"], Seen("TimeZone"));
    }

    [Fact]
    public void Queues_and_memory_are_shown_while_they_are_observed()
    {
        using (Meters.ObserveQueue(Queue, () => 3))
        using (Meters.ObserveQueue(Queue, () => 4))
        using (Meters.ObserveWorkers(() => [Environment.ProcessId, int.MaxValue]))
        {
            _listener.RecordObservableInstruments();
        }
        Assert.Equal([$"semsearch.queue.depth 7 {{item}} semsearch.queue={Queue}"], Seen(Queue));
        Assert.True(Memory("server") > 1_000_000);
        Assert.True(Memory("worker") > 1_000_000);

        lock (_seen) _seen.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(Seen(Queue));
        Assert.Equal(0, Memory("worker"));
    }

    private long Memory(string process)
    {
        var line = Assert.Single(Seen($"semsearch.process={process}"));
        Assert.Contains(" By ", line, StringComparison.Ordinal);
        return long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private List<string> Seen(string part)
    {
        lock (_seen) return [.. _seen.Where(line => line.Contains(part, StringComparison.Ordinal))];
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{instrument.Name} {value} {instrument.Unit}");
        foreach (var (name, text) in tags) line += $" {name}={text}";
        lock (_seen) _seen.Add(line);
    }
}
