using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>Where limits lie and what they say, on layouts as they are found on desktops, in containers and on older systems.</summary>
public sealed class CgroupTests
{
    private const string UnifiedMount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot";

    private const string HybridMounts = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:10 master:2 - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    [Fact]
    public void On_a_desktop_every_slice_above_the_process_counts()
        => Assert.Equal(
            [
                "/sys/fs/cgroup/user.slice/user-1000.slice/app-code.scope", "/sys/fs/cgroup/user.slice/user-1000.slice", "/sys/fs/cgroup/user.slice",
                "/sys/fs/cgroup",
            ],
            PathsOf("0::/user.slice/user-1000.slice/app-code.scope\n", UnifiedMount));

    [Fact]
    public void In_a_container_with_its_own_namespace_the_mount_point_counts()
        => Assert.Equal(["/sys/fs/cgroup"], PathsOf("0::/\n", UnifiedMount));

    [Fact]
    public void In_a_container_that_sees_the_hosts_paths_they_count_from_what_is_mounted()
    {
        const string Cgroups = "11:memory:/docker/4f2c/build\n4:cpu,cpuacct:/docker/4f2c\n0::/system.slice/docker.service\n";
        const string Mounts = "640 630 0:30 /docker/4f2c /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:15 - cgroup cgroup rw,memory";

        Assert.Equal(["/sys/fs/cgroup/memory/build", "/sys/fs/cgroup/memory"], PathsOf(Cgroups, Mounts));
    }

    [Theory]
    [InlineData("/kubepods/pod7/other")]
    [InlineData("/docker/4f2c-another")]
    [InlineData("/../sibling")]
    public void A_path_outside_of_what_is_mounted_counts_as_the_mount_point(string path)
        => Assert.Equal(["/mnt/cgroup"], PathsOf($"3:memory:{path}\n", "640 630 0:30 /docker/4f2c /mnt/cgroup ro - cgroup cgroup rw,memory"));

    [Fact]
    public void On_a_hybrid_system_both_versions_are_looked_at()
        => Assert.Equal(
            ["/sys/fs/cgroup/memory/jobs/17", "/sys/fs/cgroup/memory/jobs", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified"],
            PathsOf("9:name=systemd:/x\n4:memory:/jobs/17\n1:cpu,cpuacct:/y\n0::/\n", HybridMounts));

    [Fact]
    public void Blanks_in_a_mount_point_are_read_back()
        => Assert.Equal([@"/mnt/my c\g"], PathsOf("0::/\n", @"30 23 0:26 / /mnt/my\040c\134g rw - cgroup2 cgroup2 rw"));

    [Theory]
    [InlineData("", UnifiedMount)]
    [InlineData("0::/\n", "")]
    [InlineData("nonsense\n1:cpu\n", "a - b\n - \nx y z - cgroup2 c rw\n")]
    [InlineData("1:cpu,cpuacct:/y\n", HybridMounts)]
    public void Where_no_cgroup_counts_memory_there_is_no_folder(string cgroups, string mounts) => Assert.Empty(PathsOf(cgroups, mounts));

    [Fact]
    public void Version_2_leaves_the_limit_less_the_use_that_cannot_be_reclaimed()
    {
        var container = Read(isUnified: true, new()
        {
            ["memory.max"] = "2147483648\n",
            ["memory.high"] = "max\n",
            ["memory.current"] = "1610612736\n",
            ["memory.stat"] = "anon 1040187392\nfile 570425344\ninactive_anon 0\ninactive_file 536870912\nactive_file 33554432\n",
        })!;

        Assert.Equal((2L << 30, 1L << 30, "container limit"), (container.Total, container.Available, container.Source));
        Assert.Equal("memory: 50 % of 2.0 GB (container limit) in use", container.ToString());
    }

    [Theory]
    [InlineData("max", "1000", 1000)]
    [InlineData("4000", "1000", 1000)]
    [InlineData("4000", "max", 4000)]
    public void The_lower_of_high_and_max_counts(string max, string high, long expected)
        => Assert.Equal(expected, Read(true, new() { ["memory.max"] = max, ["memory.high"] = high, ["memory.current"] = "100" })!.Total);

    [Fact]
    public void Version_1_counts_the_whole_hierarchy_below()
    {
        var container = Read(isUnified: false, new()
        {
            ["memory.limit_in_bytes"] = "268435456\n",
            ["memory.usage_in_bytes"] = "201326592\n",
            ["memory.stat"] = "cache 100\ninactive_file 4096\nhierarchical_memory_limit 268435456\ntotal_inactive_file 67108864\n",
        })!;

        Assert.Equal(128L << 20, container.Available);
    }

    [Fact]
    public void A_cgroup_without_a_limit_gives_no_reading()
    {
        Assert.Null(Read(isUnified: true, new() { ["memory.max"] = "max\n", ["memory.high"] = "max\n", ["memory.current"] = "5\n" }));
        Assert.Null(Read(isUnified: false, new() { ["memory.limit_in_bytes"] = "9223372036854771712\n", ["memory.usage_in_bytes"] = "5\n" }));
        Assert.Null(Read(isUnified: true, []));
        Assert.Null(Read(isUnified: true, new() { ["memory.max"] = "1000" }));
    }

    [Fact]
    public void A_limit_below_what_is_in_use_leaves_nothing()
        => Assert.Equal(0, Read(true, new() { ["memory.max"] = "1000", ["memory.current"] = "1200" })!.Available);

    private static IEnumerable<string> PathsOf(string cgroups, string mounts) => CgroupFolders.Find(cgroups, mounts).Select(folder => folder.Path);

    private static MemoryReading? Read(bool isUnified, Dictionary<string, string> files)
        => new CgroupFolder("/cgroup", isUnified).Read(path => files.GetValueOrDefault(path["/cgroup/".Length..]));
}
