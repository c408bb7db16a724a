using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Engine.Tests.Embedding.Worker;

public sealed class RestartPausesTests
{
    [Fact]
    public void Pauses_grow_to_a_minute_and_start_anew_after_a_success()
    {
        var clock = new Clock();
        var pauses = new RestartPauses(clock);
        Assert.Equal(TimeSpan.Zero, pauses.Left);

        foreach (var seconds in (double[])[0, 0.25, 1, 4, 15, 60, 60, 60])
        {
            pauses.CountDeath();
            Assert.Equal(TimeSpan.FromSeconds(seconds), pauses.Left);
        }

        clock.Now += TimeSpan.FromSeconds(59).Ticks;
        Assert.Equal(TimeSpan.FromSeconds(1), pauses.Left);
        pauses.Reset();
        Assert.Equal(TimeSpan.Zero, pauses.Left);
        pauses.CountDeath();
        Assert.Equal(TimeSpan.Zero, pauses.Left);
        pauses.CountDeath();
        Assert.Equal(TimeSpan.FromSeconds(0.25), pauses.Left);
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
