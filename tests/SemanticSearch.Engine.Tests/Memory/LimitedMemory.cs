using System.Globalization;
using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>A real cgroup with a memory limit. Linux as root only, and where the controller is not taken by another version or mounted read-only.</summary>
internal sealed class LimitedMemory : IDisposable
{
    private readonly string _folder;

    private LimitedMemory(string folder) => _folder = folder;

    /// <returns>Null, and why, where none can be made.</returns>
    public static (LimitedMemory? Cgroup, string Refusal) TryMake(long limit)
    {
        var refusal = "no cgroup counts memory";
        var roots = CgroupFolders.Find(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo"))
            .GroupBy(folder => folder.IsUnified)
            .Select(folders => folders.Last());
        foreach (var (root, isUnified) in roots)
        {
            var folder = $"{root}/semsearch-test-{Guid.NewGuid():N}";
            try
            {
                if (isUnified) File.WriteAllText($"{root}/cgroup.subtree_control", "+memory");
                Directory.CreateDirectory(folder);
                File.WriteAllText($"{folder}/{(isUnified ? "memory.max" : "memory.limit_in_bytes")}", limit.ToString(CultureInfo.InvariantCulture));
                return (new LimitedMemory(folder), "");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                refusal = failure.Message;
                if (Directory.Exists(folder)) Directory.Delete(folder);
            }
        }
        return (null, refusal);
    }

    public HoldingProcess Start() => HoldingProcess.Start($"echo $$ > '{_folder}/cgroup.procs'");

    /// <summary>Once its processes have ended.</summary>
    public void Dispose() => Directory.Delete(_folder);
}
