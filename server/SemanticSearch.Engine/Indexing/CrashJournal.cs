using System.Globalization;
using System.Text;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>
/// Remembers which file each worker has in hand, in a file beside the index that outlives a crash. A file that was in hand when several
/// runs in a row died is quarantined: a parser that takes the process down must not do so for ever.
/// </summary>
internal sealed class CrashJournal : IDisposable
{
    /// <summary>Runs in a row that must have died over the same file. More than one, because a kill can hit an innocent file.</summary>
    public const int Tolerance = 3;

    private const string MetaKey = "crashes";
    private readonly string _stem;
    private readonly FileStream[] _slots;

    private CrashJournal(string stem, FileStream[] slots, IReadOnlySet<string> quarantined)
        => (_stem, _slots, Quarantined) = (stem, slots, quarantined);

    /// <summary>Paths not to be touched again until they change or the index is rebuilt.</summary>
    public IReadOnlySet<string> Quarantined { get; }

    /// <summary>Reads what an earlier run left, counts, and starts afresh for this one.</summary>
    public static CrashJournal Open(IndexDatabase database, int workers)
    {
        var stem = database.File + ".in-hand-";
        var counts = ReadCounts(database);
        var left = LeftFiles(stem).Select(File.ReadAllText).Where(path => path.Length > 0).ToHashSet();
        foreach (var innocent in counts.Keys.Where(path => counts[path] < Tolerance && !left.Contains(path)).ToList()) counts.Remove(innocent);
        foreach (var path in left) counts[path] = counts.GetValueOrDefault(path) + 1;
        database.SetMeta(MetaKey, string.Join('\n', counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}"))));

        foreach (var file in LeftFiles(stem)) File.Delete(file);
        var slots = Enumerable.Range(0, workers)
            .Select(worker => new FileStream(stem + worker.ToString(CultureInfo.InvariantCulture), FileMode.Create, FileAccess.Write, FileShare.Read, 1))
            .ToArray();
        return new CrashJournal(stem, slots, counts.Where(pair => pair.Value >= Tolerance).Select(pair => pair.Key).ToHashSet());
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

    private static string[] LeftFiles(string stem)
        => Directory.GetFiles(Path.GetDirectoryName(stem)!, Path.GetFileName(stem) + "*");

    private static Dictionary<string, int> ReadCounts(IndexDatabase database)
        => (database.Meta(MetaKey) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[0], CultureInfo.InvariantCulture));
}
