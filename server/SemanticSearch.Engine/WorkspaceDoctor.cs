using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>Checks what the product stands on, part by part, and says for each what to do when it is not well.</summary>
internal static class WorkspaceDoctor
{
    /// <summary>Vectors compared between the int8 codes and sqlite-vec.</summary>
    private const int SampledVectors = 256;

    /// <summary>Cosine that a vector keeps at least when it is rounded to int8 with a scale of its own.</summary>
    private const double LeastCosine = 0.999;

    /// <summary>Bytes of free disk below which indexing is likely to stop.</summary>
    private const long LeastFreeBytes = 200_000_000;

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
        foreach (var generation in Generations.Live(database.Connection).Where(generation => generation.State != Generations.Building))
        {
            // Every file is indexed with the bundled model at once; a chosen one may be some chunks behind.
            var behind = generation.Fingerprint != embedder?.Fingerprint;
            findings.Add(Check($"Vectors, {generation.Model}", () => VectorsAgree(database, generation, behind), "Run `semsearch index --rebuild`."));
        }

        return findings;
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
        var lost = database.Number("SELECT count(*) FROM chunks WHERE segment IS NULL AND id NOT IN (SELECT chunk_id FROM pending)");
        if (verdict != "ok") return (false, verdict);
        return lost > 0 ? (false, $"{lost} chunks are in no segment") : (true, string.Create(CultureInfo.InvariantCulture, $"integrity ok, {chunks:N0} chunks"));
    }

    /// <summary>The int8 codes that are scanned and the float vectors that sqlite-vec holds must tell the same.</summary>
    /// <param name="behind">Whether chunks may lack a vector, and vectors their chunk.</param>
    private static (bool, string) VectorsAgree(IndexDatabase database, Generation generation, bool behind)
    {
        var held = database.Number("SELECT count(*) FROM chunks WHERE segment IS NOT NULL");
        var stored = database.Number($"SELECT count(*) FROM {generation.VectorTable}");
        if (!behind && held != stored) return (false, $"{held} chunks in segments, {stored} vectors in {generation.VectorTable}");

        using var sample = database.Command($"""
            SELECT id, segment, slot FROM chunks WHERE segment IN (SELECT segment FROM codes WHERE generation = {generation.Id})
            ORDER BY id % 1009, id LIMIT {SampledVectors}
            """);
        using var vector = database.Command($"SELECT vector FROM {generation.VectorTable} WHERE chunk_id = $id");
        vector.Parameters.Add("$id", SqliteType.Integer);
        using var code = database.Command(
            $"SELECT substr(data, $slot * {generation.Dimensions} + 1, {generation.Dimensions}) FROM codes WHERE segment = $segment AND generation = {generation.Id}");
        code.Parameters.Add("$slot", SqliteType.Integer);
        code.Parameters.Add("$segment", SqliteType.Integer);
        var (compared, worst) = (0, 1.0);
        using var reader = sample.ExecuteReader();
        var rounded = new float[generation.Dimensions];
        while (reader.Read())
        {
            vector.Parameters["$id"].Value = reader.GetInt64(0);
            code.Parameters["$segment"].Value = reader.GetInt64(1);
            code.Parameters["$slot"].Value = reader.GetInt64(2);
            if (vector.ExecuteScalar() is not byte[] exact || code.ExecuteScalar() is not byte[] bytes) return (false, $"chunk {reader.GetInt64(0)} has no vector");
            var floats = MemoryMarshal.Cast<byte, float>(exact);
            if (TensorPrimitives.Norm(floats) == 0) continue;
            TensorPrimitives.ConvertChecked<sbyte, float>(MemoryMarshal.Cast<byte, sbyte>(bytes), rounded);
            worst = Math.Min(worst, TensorPrimitives.CosineSimilarity(floats, rounded));
            compared++;
        }
        var uncoded = database.Number(
            $"SELECT count(*) FROM chunks WHERE segment IS NOT NULL AND segment NOT IN (SELECT segment FROM codes WHERE generation = {generation.Id})");
        if (!behind && uncoded > 0) return (false, $"{uncoded} chunks are in segments without codes");
        return (worst >= LeastCosine, string.Create(
            CultureInfo.InvariantCulture, $"{compared} compared between scan and {generation.VectorTable}, lowest cosine {worst:F5}; {uncoded} chunks not read yet"));
    }

    private static string Text(IndexDatabase database, string sql)
    {
        using var command = database.Command(sql);
        return command.ExecuteScalar() as string ?? "";
    }
}
