using System.Globalization;

namespace SemanticSearch.Engine.Memory;

/// <summary>Finds the folders in which the memory limits of a process's cgroups lie, from what /proc says of it.</summary>
internal static class CgroupFolders
{
    private const string Unified = "cgroup2", Legacy = "cgroup", Controller = "memory";

    /// <param name="cgroups">/proc/…/cgroup.</param>
    /// <param name="mounts">/proc/…/mountinfo.</param>
    /// <returns>From the process's own cgroup up to the highest that can be seen: each limits what is below it.</returns>
    public static IEnumerable<CgroupFolder> Find(string cgroups, string mounts)
        => MountsOf(mounts).SelectMany(mount => PathOf(cgroups, mount.IsUnified) is { } path ? Upwards(mount, path) : []);

    /// <summary>Line by line `id parent device root mountpoint options [field…] - type source superoptions`.</summary>
    private static IEnumerable<Mount> MountsOf(string mounts)
    {
        foreach (var line in mounts.Split('\n'))
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length < 2) continue;
            var place = halves[0].Split(' ');
            var system = halves[1].Split(' ');
            if (place.Length < 5 || system.Length < 3) continue;
            if (system[0] == Unified || (system[0] == Legacy && system[2].Split(',').Contains(Controller)))
            {
                yield return new Mount(Unescape(place[3]), Unescape(place[4]), system[0] == Unified);
            }
        }
    }

    /// <summary>Line by line `id:controllers:path`; the unified hierarchy is the one without controllers.</summary>
    private static string? PathOf(string cgroups, bool isUnified)
        => cgroups.Split('\n')
            .Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts.Length == 3 && (isUnified ? parts[1] is "" : parts[1].Split(',').Contains(Controller)))?[2];

    private static IEnumerable<CgroupFolder> Upwards(Mount mount, string path)
    {
        for (var below = BelowRoot(path, mount.Root); below.Length > 0; below = below[..below.LastIndexOf('/')])
        {
            yield return new CgroupFolder(mount.Point + below, mount.IsUnified);
        }
        yield return new CgroupFolder(mount.Point, mount.IsUnified);
    }

    /// <returns>
    /// The path as counted from what is mounted: "" or "/a/b". A container often sees only its own part of the hierarchy (the mount's root),
    /// while its path is told in full, or as one outside of it (`/../other`); its limits are then those at the mount point.
    /// </returns>
    private static string BelowRoot(string path, string root)
    {
        path = path.TrimEnd('/');
        root = root.TrimEnd('/');
        if (path.StartsWith("/..", StringComparison.Ordinal)) return "";
        if (root.Length == 0) return path;
        return path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : "";
    }

    /// <summary>The kernel writes blanks and backslashes in paths as three octal digits.</summary>
    private static string Unescape(string path)
    {
        for (var at = path.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < path.Length; at = path.IndexOf('\\', at + 1))
        {
            var code = path.AsSpan(at + 1, 3);
            if (code.ContainsAnyExceptInRange('0', '7')) continue;
            var character = (char)(((code[0] - '0') << 6) | ((code[1] - '0') << 3) | (code[2] - '0'));
            path = string.Create(CultureInfo.InvariantCulture, $"{path[..at]}{character}{path[(at + 4)..]}");
        }
        return path;
    }

    /// <param name="Root">Which part of the hierarchy is mounted.</param>
    private sealed record Mount(string Root, string Point, bool IsUnified);
}
