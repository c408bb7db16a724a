using System.Globalization;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>Checks what the product stands on, part by part, and says for each what to do when it is not well.</summary>
internal static class WorkspaceDoctor
{
    /// <summary>Bytes of free disk below which indexing is likely to stop.</summary>
    private const long LeastFreeBytes = 200_000_000;

    private const string RepairStep = "Run `semsearch doctor --repair`: what is damaged is made again from the rest.";

    public static IReadOnlyList<Diagnosis> Examine(string root, string indexFile, ITextEmbedder? embedder, string stepReason, CancellationToken cancellation)
    {
        var findings = new List<Diagnosis>
        {
            Check("SQLite", () => (true, NativeSqlite.Version), "Build the native libraries with `npm run build`, or install semsearch again."),
            Check("Grammars", Grammars, "Build the native libraries with `npm run build`, or install semsearch again."),
            new("Model", embedder is not null, embedder is null ? stepReason : $"{embedder.Id}, {embedder.Dimensions} dimensions, {embedder.Fingerprint[..12]}",
                embedder is null ? "Search answers from words alone until the model is back: install semsearch again." : null),
            Check("Folder", () => (Directory.EnumerateFileSystemEntries(root).Any(), root), "The folder is empty or cannot be read: check its permissions."),
            Check("Data directory", () => Writable(indexFile), "Choose another place with --index or SEMSEARCH_HOME."),
            Check("Disk", () => FreeSpace(indexFile), "Free some disk space."),
        };
        cancellation.ThrowIfCancellationRequested();
        if (!findings[0].Ok) return findings;
        using var database = IndexDatabase.OpenForReading(indexFile);
        if (database is null)
        {
            findings.Add(new Diagnosis("Index", false, $"{indexFile} is not there yet", "Run `semsearch index`."));
            return findings;
        }
        findings.Add(new Diagnosis("sqlite-vec", true,
            database.HasVectorExtension ? $"vec0 {Text(database, "SELECT vec_version()")}" : "no vec0 for this platform: vectors are kept in plain tables, with the same answers",
            null));
        findings.Add(Check("Index", () => Integrity(database), "Run `semsearch index --rebuild`; the damaged file is kept beside it."));
        cancellation.ThrowIfCancellationRequested();
        if (findings[^1].Ok) findings.AddRange(Stored(database, embedder, cancellation));
        return findings;
    }

    private static IEnumerable<Diagnosis> Stored(IndexDatabase database, ITextEmbedder? embedder, CancellationToken cancellation)
    {
        try
        {
            var damages = IndexCheck.Run(database, embedder, cancellation);
            return [Contents(database, damages), .. Generations.Live(database.Connection).ToList().Select(generation => Vectors(database, generation, damages))];
        }
        catch (SqliteException failure)
        {
            return [new Diagnosis("Contents", false, failure.Message, "Run `semsearch index --rebuild`; embeddings that are known are not computed again.")];
        }
    }

    private static Diagnosis Check(string name, Func<(bool Ok, string Detail)> check, string nextStep)
    {
        try
        {
            var (ok, detail) = check();
            return new Diagnosis(name, ok, detail, ok ? null : nextStep);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new Diagnosis(name, false, failure.Message, nextStep);
        }
    }

    private static (bool, string) Grammars()
    {
        using var chunker = new CodeChunker();
        var chunked = chunker.Chunk("probe.py", "def probe():\n    return 1\n", CancellationToken.None);
        return (chunked.Definitions.Count == 1, $"{Languages.All.Count} languages known");
    }

    private static (bool, string) Writable(string indexFile)
    {
        var directory = Path.GetDirectoryName(indexFile)!;
        Directory.CreateDirectory(directory);
        var probe = Path.Combine(directory, $".probe-{Environment.ProcessId}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
        return (true, directory);
    }

    private static (bool, string) FreeSpace(string indexFile)
    {
        var free = new DriveInfo(Path.GetDirectoryName(indexFile)!).AvailableFreeSpace;
        return (free >= LeastFreeBytes, string.Create(CultureInfo.InvariantCulture, $"{free / 1_000_000:N0} MB free"));
    }

    private static (bool, string) Integrity(IndexDatabase database)
    {
        var verdict = Text(database, "PRAGMA integrity_check(1)");
        var chunks = database.Number("SELECT count(*) FROM chunks");
        return verdict == "ok" ? (true, string.Create(CultureInfo.InvariantCulture, $"integrity ok, {chunks:N0} chunks")) : (false, verdict);
    }

    private static Diagnosis Contents(IndexDatabase database, IReadOnlyList<Damage> damages)
    {
        var found = damages.Where(damage => damage.Part is IndexPart.Embedding or IndexPart.Segment or IndexPart.Chunk).ToList();
        var unsealed = Checksum.Kept.Sum(kept => database.Number($"SELECT count(*) FROM {kept.Table} WHERE checksum IS NULL"));
        var sound = string.Create(
            CultureInfo.InvariantCulture, $"{database.Number("SELECT count(*) FROM embeddings"):N0} embeddings and {database.Number("SELECT count(*) FROM segments"):N0} segments are as they were written");
        var without = unsealed > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {unsealed:N0} rows of an earlier format have no checksum yet: `semsearch doctor --repair` gives them one") : "";
        return new Diagnosis("Contents", found.Count == 0, found.Count == 0 ? sound + without : Damage.Describe(found), found.Count == 0 ? null : RepairStep);
    }

    /// <summary>The codes that are scanned, the vectors that sqlite-vec holds and the embeddings that they were made of must tell the same.</summary>
    private static Diagnosis Vectors(IndexDatabase database, Generation generation, IReadOnlyList<Damage> damages)
    {
        var found = damages.Where(damage => damage.Part is IndexPart.VectorTable or IndexPart.Vector or IndexPart.Codes && damage.Generation == generation).ToList();
        var vectors = database.Number($"SELECT count(*) FROM {generation.VectorTable}");
        // A chosen model's generation may be some chunks behind.
        var unread = database.Number($"SELECT count(*) FROM chunks WHERE id NOT IN (SELECT chunk_id FROM {generation.VectorTable})");
        return new Diagnosis(
            $"Vectors, {generation.Model}", found.Count == 0,
            found.Count == 0 ? string.Create(CultureInfo.InvariantCulture, $"{vectors:N0} vectors and their codes agree; {unread:N0} chunks not read yet") : Damage.Describe(found),
            found.Count == 0 ? null : RepairStep);
    }

    private static string Text(IndexDatabase database, string sql)
    {
        using var command = database.Command(sql);
        return command.ExecuteScalar() as string ?? "";
    }
}
