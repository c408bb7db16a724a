using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>The texts of /proc, as various systems write them.</summary>
public sealed class LinuxMemoryTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units     
        Max cpu time              unlimited            unlimited            seconds   
        Max data size             {data}            unlimited            bytes     
        Max stack size            8388608              unlimited            bytes     
        Max address space         {space}            unlimited            bytes     
        """;

    private const string Status = "Name:\tsemsearch\nVmPeak:\t  300000 kB\nVmSize:\t  262144 kB\nVmRSS:\t   90000 kB\nVmData:\t   65536 kB\nVmStk:\t     132 kB\nVmExe:\t   32636 kB\nVmLib:\t   32768 kB\nThreads:\t12\n";

    [Fact]
    public void The_machine_has_left_what_MemAvailable_says()
    {
        var machine = LinuxMemory.OfMachine("""
            MemTotal:       16307348 kB
            MemFree:          412340 kB
            MemAvailable:    8153674 kB
            Buffers:          218904 kB
            Cached:          7398752 kB
            SwapCached:            0 kB
            """)!;

        Assert.Equal(16_307_348L * 1024, machine.Total);
        Assert.Equal(8_153_674L * 1024, machine.Available);
        Assert.Equal("memory: 50 % of 15.6 GB (this machine) in use", machine.ToString());
    }

    [Fact]
    public void Without_MemAvailable_caches_count_as_available()
        => Assert.Equal(700L * 1024, LinuxMemory.OfMachine("MemTotal: 1000 kB\nMemFree: 400 kB\nBuffers: 100 kB\nCached: 200 kB\n")!.Available);

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: 0 kB\nMemAvailable: 0 kB")]
    [InlineData("MemTotal: many kB\nMemAvailable: 10 kB")]
    [InlineData("MemTotal: 1000 kB")]
    public void A_machine_that_says_nothing_useful_gives_no_reading(string meminfo) => Assert.Null(LinuxMemory.OfMachine(meminfo));

    [Fact]
    public void A_process_without_limits_has_none() => Assert.Empty(LinuxMemory.OfProcess(LimitsOf("unlimited", "unlimited"), Status));

    [Fact]
    public void Address_space_and_data_are_limited_apart()
    {
        var limits = LinuxMemory.OfProcess(LimitsOf(space: "1073741824", data: "134217728"), Status).ToList();

        // Of 256 MB of addresses, half are in use and half reserved.
        Assert.Equal([(896L << 20, 768L << 20), (128L << 20, 64L << 20)], limits.Select(limit => (limit.Total, limit.Available)));
        Assert.Equal(["address space limit, ulimit -v", "data limit, ulimit -d"], limits.Select(limit => limit.Source));
    }

    [Fact]
    public void A_limit_that_was_lowered_below_what_is_in_use_leaves_nothing()
        => Assert.Equal(0, Assert.Single(LinuxMemory.OfProcess(LimitsOf(space: "1000", data: "unlimited"), Status)).Available);

    [Fact]
    public void A_process_that_is_gone_still_lives_on_the_machine()
        => Assert.Equal(
            OperatingSystem.IsLinux() ? ["this machine"] : [],
            LinuxMemory.Limits("/proc/no-such-process").Select(limit => limit.Source));

    private static string LimitsOf(string space, string data) => Limits.Replace("{space}", space, StringComparison.Ordinal).Replace("{data}", data, StringComparison.Ordinal);
}
