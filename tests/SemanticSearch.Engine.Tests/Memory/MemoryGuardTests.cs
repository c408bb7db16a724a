using SemanticSearch.Engine.Memory;
using static SemanticSearch.Engine.Memory.MemoryLevel;

namespace SemanticSearch.Engine.Tests.Memory;

public sealed class MemoryGuardTests
{
    private const long Gigabyte = 1L << 30;
    private const long Need = 115 * Gigabyte / 100;

    public static TheoryData<MemoryLevel, int, MemoryLevel> Transitions()
    {
        // For each level before, the level after at so many percent in use.
        (MemoryLevel Before, (int Percent, MemoryLevel After)[] Steps)[] table =
        [
            (Calm, [(0, Calm), (65, Calm), (69, Calm), (70, Alert), (79, Alert), (80, Shrink), (89, Shrink), (90, Evict), (100, Evict)]),
            (Alert, [(0, Calm), (64, Calm), (65, Alert), (69, Alert), (70, Alert), (79, Alert), (80, Shrink), (90, Evict)]),
            (Shrink, [(0, Calm), (64, Calm), (65, Alert), (74, Alert), (75, Shrink), (79, Shrink), (80, Shrink), (89, Shrink), (90, Evict)]),
            (Evict, [(0, Calm), (50, Calm), (62, Calm), (63, Evict), (74, Evict), (80, Evict), (90, Evict), (100, Evict)]),
        ];
        var data = new TheoryData<MemoryLevel, int, MemoryLevel>();
        foreach (var (before, steps) in table)
        {
            foreach (var (percent, after) in steps) data.Add(before, percent, after);
        }
        return data;
    }

    /// <summary>A model of 1.15 GB on 10 GB needs 1.275 with its margin, so that it comes back at 62 % and not at 63.</summary>
    [Theory]
    [MemberData(nameof(Transitions))]
    public void A_level_and_a_reading_give_the_next_level(MemoryLevel before, int percent, MemoryLevel after)
        => Assert.Equal(after, MemoryGuard.Next(before, At(percent), Need));

    [Fact]
    public void Whatever_the_readings_a_level_is_never_below_what_the_reading_asks_for()
    {
        foreach (var before in Enum.GetValues<MemoryLevel>())
        {
            for (var percent = 0; percent <= 100; percent++)
            {
                var after = MemoryGuard.Next(before, At(percent), Need);
                Assert.True(after >= MemoryGuard.Next(Calm, At(percent), Need));
                Assert.Equal(after, MemoryGuard.Next(after, At(percent), Need));
            }
        }
    }

    [Theory]
    [InlineData(70)]
    [InlineData(80)]
    public void A_reading_that_wavers_around_a_threshold_changes_the_level_once(int threshold)
    {
        var level = Calm;
        var changes = 0;
        for (var i = 0; i < 100; i++)
        {
            var next = MemoryGuard.Next(level, At(threshold - (i % 2)), Gigabyte);
            if (next != level) changes++;
            level = next;
        }

        Assert.InRange(changes, 1, 2);
    }

    [Fact]
    public void A_small_model_keeps_the_least_margin_and_a_large_one_a_tenth()
    {
        Assert.True(MemoryGuard.HasRoomFor(0, Left(10 * Gigabyte, (5 * Gigabyte / 2) + MemoryGuard.LeastMargin)));
        Assert.False(MemoryGuard.HasRoomFor(0, Left(10 * Gigabyte, (5 * Gigabyte / 2) + MemoryGuard.LeastMargin - 1)));
        Assert.True(MemoryGuard.HasRoomFor(10 * Gigabyte, Left(40 * Gigabyte, 21 * Gigabyte)));
        Assert.False(MemoryGuard.HasRoomFor(10 * Gigabyte, Left(40 * Gigabyte, (21 * Gigabyte) - 2)));
    }

    [Fact]
    public void A_model_that_another_limit_has_no_room_for_stays_away()
    {
        var roomy = At(10) with { Others = [new MemoryReading(Gigabyte, Gigabyte, "container limit")] };

        Assert.Equal(Calm, MemoryGuard.Next(Evict, roomy, Gigabyte / 2));
        Assert.Equal(Evict, MemoryGuard.Next(Evict, roomy, Gigabyte));
    }

    [Fact]
    public async Task Each_change_of_level_is_told_once_and_in_words()
    {
        var changes = await WatchAsync([50, 71, 72, 81, 91, 92, 50, 50, 50, 50, 50, 50]);

        Assert.Equal([Alert, Shrink, Evict, Calm], changes.Select(change => change.Level));
        Assert.Equal(
            [
                "memory: 71 % of 10.0 GB (this machine) in use; above 80 % the model works in smaller batches, above 90 % it is unloaded",
                "memory: 81 % of 10.0 GB (this machine) in use; the model works in smaller batches",
                "memory: 91 % of 10.0 GB (this machine) in use; the model was unloaded, search answers from the bundled model",
                "memory: 50 % of 10.0 GB (this machine) in use; there is room for the model again, it is being loaded",
            ],
            changes.Select(change => change.Reason));
    }

    [Fact]
    public async Task Going_down_is_told_too()
        => Assert.Equal(
            [
                "memory: 85 % of 10.0 GB (this machine) in use; the model works in smaller batches",
                "memory: 72 % of 10.0 GB (this machine) in use; the model works in full batches again",
                "memory: 30 % of 10.0 GB (this machine) in use; the model goes on as before",
            ],
            (await WatchAsync([85, 72, 30])).Select(change => change.Reason));

    [Fact]
    public async Task A_short_pause_does_not_bring_the_model_back()
        => Assert.Equal([Evict], (await WatchAsync([95, 20, 20, 20, 20, 95, 20, 20, 20])).Select(change => change.Level));

    [Fact]
    public async Task Room_that_lasts_brings_the_model_back()
        => Assert.Equal([Evict, Calm], (await WatchAsync([95, 20, 20, 20, 20])).Select(change => change.Level));

    [Fact]
    public async Task What_a_handler_throws_ends_the_watch_and_is_not_lost()
    {
        var guard = new MemoryGuard();
        guard.LevelChanged += _ => throw new InvalidOperationException("handler");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => guard.WatchAsync(() => At(95), new SteppedTime(), CancellationToken.None));
        Assert.Equal("handler", failure.Message);
    }

    /// <summary>One reading for each period, and the last of them twice, so that what the first of the two brought about is told when the watch is stopped.</summary>
    private static async Task<List<MemoryChange>> WatchAsync(int[] percents)
    {
        var time = new SteppedTime();
        var guard = new MemoryGuard { Need = Gigabyte };
        var changes = new List<MemoryChange>();
        guard.LevelChanged += changes.Add;
        using var stop = new CancellationTokenSource();
        using var taken = new SemaphoreSlim(0);
        var next = 0;
        var watch = guard.WatchAsync(Read, time, stop.Token);
        foreach (var _ in percents)
        {
            Assert.True(await taken.WaitAsync(TimeSpan.FromSeconds(30)), "The watch took no reading although its period was over.");
            time.Advance(MemoryGuard.Period);
        }
        Assert.True(await taken.WaitAsync(TimeSpan.FromSeconds(30)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
        Assert.Equal(guard.Level, changes.Count > 0 ? changes[^1].Level : Calm);
        return changes;

        MemoryReading Read()
        {
            var reading = At(percents[Math.Min(next++, percents.Length - 1)]);
            taken.Release();
            return reading;
        }
    }

    private static MemoryReading At(int percentInUse) => Left(10 * Gigabyte, (long)((100 - percentInUse) / 100m * 10 * Gigabyte));

    private static MemoryReading Left(long total, long available) => new(total, available, "this machine");
}
