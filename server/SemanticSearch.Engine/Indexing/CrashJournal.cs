using System.Globalization;
using System.Text;

namespace SemanticSearch.Engine.Indexing;

/// <summary>
/// Remembers which file each worker has in hand, in files beside the index that outlive a crash. What a run that died had in hand is
/// suspect: a parser that takes the process down must not do so for ever.
/// </summary>
internal sealed class CrashJournal : IDisposable
{
    private readonly string _stem;
    private readonly FileStream[] _slots;

    private CrashJournal(string stem, FileStream[] slots, IReadOnlySet<string> suspects) => (_stem, _slots, Suspects) = (stem, slots, suspects);

    /// <summary>Paths that were in hand when an earlier run died: killed over them, or by them.</summary>
    public IReadOnlySet<string> Suspects { get; }

    /// <summary>Reads what an earlier run left, and starts afresh for this one. The caller holds the write lease.</summary>
    public static CrashJournal Open(string indexFile, int workers)
    {
        var stem = indexFile + ".in-hand-";
        var suspects = LeftFiles(stem).Select(File.ReadAllText).Where(path => path.Length > 0).ToHashSet();
        foreach (var file in LeftFiles(stem)) File.Delete(file);
        var slots = Enumerable.Range(0, workers)
            .Select(worker => new FileStream(stem + worker.ToString(CultureInfo.InvariantCulture), FileMode.Create, FileAccess.Write, FileShare.Read, 1))
            .ToArray();
        return new CrashJournal(stem, slots, suspects);
    }

    public void Take(int worker, string path)
    {
        var slot = _slots[worker];
        slot.SetLength(0);
        slot.Write(Encoding.UTF8.GetBytes(path));
        slot.Flush();
    }

    public void Release(int worker) => _slots[worker].SetLength(0);

    /// <summary>A run that ends by itself, even by cancellation, leaves nothing in hand.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
        foreach (var file in LeftFiles(_stem)) File.Delete(file);
    }

    private static string[] LeftFiles(string stem) => Directory.GetFiles(Path.GetDirectoryName(stem)!, Path.GetFileName(stem) + "*");
}
