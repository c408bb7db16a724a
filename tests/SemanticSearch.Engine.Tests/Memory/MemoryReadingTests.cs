using System.Diagnostics;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Tests.Memory;

public sealed class MemoryReadingTests
{
    private static readonly MemoryReading Machine = new(24_000, 1_200, "this machine");
    private static readonly MemoryReading Container = new(2_000, 1_000, "container limit");

    [Fact]
    public void The_fullest_limit_is_the_tightest_even_when_another_has_fewer_bytes_left()
    {
        var tightest = MemoryReading.Tightest([Container, Machine])!;

        Assert.Equal(("this machine", 0.95), (tightest.Source, tightest.UsedShare));
        Assert.Equal([Container], tightest.Others);
    }

    [Fact]
    public void Without_limits_there_is_no_tightest() => Assert.Null(MemoryReading.Tightest([]));

    [Fact]
    public void There_is_room_only_below_every_limit()
    {
        var roomyMachine = new MemoryReading(24_000, 9_600, "this machine");
        var reading = MemoryReading.Tightest([Container, roomyMachine])!;

        Assert.Equal("this machine", reading.Source);
        Assert.True(reading.HasRoomFor(500, 0.75));
        Assert.False(reading.HasRoomFor(501, 0.75));
    }

    [Fact]
    public void A_share_is_told_rounded_down()
        => Assert.Equal("memory: 89 % of 2.0 GB (container limit) in use", new MemoryReading(2L << 30, 219_043_331, "container limit").ToString());

    [Fact]
    public void A_limit_below_a_gigabyte_is_told_in_megabytes()
        => Assert.Equal("memory: 75 % of 256 MB (container limit) in use", new MemoryReading(256 << 20, 64 << 20, "container limit").ToString());

    [Fact]
    public void This_machine_gives_a_reading_that_makes_sense()
    {
        var reading = MemoryReader.Read();

        Assert.InRange(reading.Total, 64L << 20, 1L << 50);
        Assert.InRange(reading.UsedShare, 0.001, 0.999);
        Assert.DoesNotContain(".NET", reading.Source, StringComparison.Ordinal);
        Assert.All(reading.Others, other => Assert.True(other.UsedShare <= reading.UsedShare));
    }

    [Fact]
    public void Where_the_system_says_nothing_the_runtime_is_asked_and_named()
    {
        GC.Collect();
        var reading = MemoryReader.OfRuntime();

        Assert.True(reading.Total > 0);
        Assert.InRange(reading.Available, 0, reading.Total);
        Assert.Contains(".NET saw", reading.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_takes_less_than_a_millisecond()
    {
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var start = Stopwatch.GetTimestamp();
            MemoryReader.Read();
            var took = Stopwatch.GetElapsedTime(start);
            if (took < quickest) quickest = took;
        }

        Assert.InRange(quickest.TotalMilliseconds, 0, 1);
    }

    [Fact]
    public void What_Windows_fills_in_has_the_size_that_it_expects()
        => Assert.Equal(64, Marshal.SizeOf<WindowsMemory.Status>());
}
