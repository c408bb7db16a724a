using System.Threading.Channels;
using SemanticSearch.Engine.Memory;
using Xunit.Abstractions;

namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>The guard on real limits, and real processes that come up against them.</summary>
public sealed class MemoryLimitTests(ITestOutputHelper output)
{
    private const int LimitMegabytes = 256;
    private const long Limit = (long)LimitMegabytes << 20;

    /// <summary>The sidecar's stand-in stays, the worker's fills the container; the guard sees both, tells the levels, and that all is back.</summary>
    [Fact]
    public async Task In_a_container_that_fills_up_the_levels_are_told_and_the_end_of_the_worker_brings_calm()
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Narrower here: containers are Linux's.");
            return;
        }
        var (cgroup, refusal) = LimitedMemory.TryMake(Limit);
        if (cgroup is null)
        {
            Assert.False(
                Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("CI") is not null,
                $"In CI as root a cgroup can be made, so that this is tested: {refusal}");
            output.WriteLine($"Narrower here, by the address space limit alone: no cgroup can be made ({refusal}).");
            return;
        }

        using (cgroup)
        using (var sidecar = cgroup.Start())
        {
            await using var watch = new GuardWatch(() => MemoryReader.Read(sidecar.Id), output);
            using (var worker = cgroup.Start())
            {
                await watch.ReachesAsync(MemoryLevel.Alert, worker);
                await watch.ReachesAsync(MemoryLevel.Shrink, worker);
                await watch.ReachesAsync(MemoryLevel.Evict, worker);
            }

            Assert.All(watch.Told, change => Assert.Equal(("container limit", Limit), (change.Reading.Source, change.Reading.Total)));
            Assert.Equal(MemoryLevel.Calm, (await watch.NextAsync()).Level);
        }
    }

    [Fact]
    public async Task A_worker_that_comes_up_against_its_address_space_is_told_before_it_fails()
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Narrower here: address space is limited by Linux alone.");
            return;
        }
        using var worker = HoldingProcess.Start($"ulimit -v {Limit / 1024}");
        await using var watch = new GuardWatch(() => MemoryReader.Read(worker.Id), output);

        await watch.ReachesAsync(MemoryLevel.Alert, worker);
        await watch.ReachesAsync(MemoryLevel.Shrink, worker);
        await watch.ReachesAsync(MemoryLevel.Evict, worker);

        Assert.All(watch.Told, change =>
        {
            Assert.Equal("address space limit, ulimit -v", change.Reading.Source);
            Assert.InRange(change.Reading.Total, Limit / 2, Limit);
        });
    }

    /// <summary>A guard that reads as often as the test asks it to.</summary>
    private sealed class GuardWatch : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly SteppedTime _time = new();
        private readonly Channel<MemoryChange> _changes = Channel.CreateUnbounded<MemoryChange>();
        private readonly CancellationTokenSource _stop = new();
        private readonly ITestOutputHelper _output;
        private readonly Task _watch;

        public GuardWatch(Func<MemoryReading> read, ITestOutputHelper output)
        {
            _output = output;
            var guard = new MemoryGuard();
            guard.LevelChanged += change => _changes.Writer.TryWrite(change);
            _watch = guard.WatchAsync(read, _time, _stop.Token);
        }

        public List<MemoryChange> Told { get; } = [];

        public async Task ReachesAsync(MemoryLevel level, HoldingProcess process)
        {
            for (var held = 0; !_changes.Reader.TryPeek(out _); held++)
            {
                Assert.True(held < LimitMegabytes, $"The process holds the whole limit, and {level} was not told.");
                process.Hold(megabytes: 1);
                _time.Advance(MemoryGuard.Period);
                // The reading is taken beside us; a megabyte is far less than lies between two levels.
                await Task.Yield();
            }
            Assert.Equal(level, (await NextAsync()).Level);
        }

        public async Task<MemoryChange> NextAsync()
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!_changes.Reader.TryPeek(out _))
            {
                patience.Token.ThrowIfCancellationRequested();
                _time.Advance(MemoryGuard.Period);
                await Task.Yield();
            }
            var change = await _changes.Reader.ReadAsync(patience.Token);
            _output.WriteLine(change.Reason);
            Told.Add(change);
            return change;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watch);
            _stop.Dispose();
        }
    }
}
