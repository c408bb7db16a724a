using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>Reads from an index what people ask about it: how it stands, and why a file is or is not in it.</summary>
internal static class WorkspaceReport
{
    public static WorkspaceStatus Status(string folder, string indexFile, string step, string stepReason)
    {
        using var database = IndexDatabase.OpenForReading(indexFile);
        var writing = WriteLease.IsTaken(indexFile);
        var writer = writing ? WriteLease.Owner(indexFile) : null;
        if (database is null)
        {
            return new WorkspaceStatus(folder, indexFile, false, 0, null, 0, step, stepReason, 0, 0, 0, 0, 0, 0, null, writing, writer, [], [], [], null);
        }
        // Beside a writer, counts of different moments would contradict one another.
        using var snapshot = new ReadTransaction(database.Connection);
        var generation = Generations.Active(database.Connection);
        var states = Pairs(database, "SELECT state, count(*) FROM files GROUP BY state").ToDictionary(pair => pair.Key, pair => pair.Count);
        var indexed = (int)states.GetValueOrDefault(FileStates.Indexed);
        var failed = (int)states.GetValueOrDefault(FileStates.Failed);
        var skipped = (int)states.GetValueOrDefault(FileStates.Skipped);
        var job = Tables.LastJob(database);
        return new WorkspaceStatus(
            folder, indexFile, true, IndexDatabase.SizeOf(indexFile), generation?.Model, generation?.Dimensions ?? 0, step, stepReason, indexed + failed + skipped, indexed,
            failed, Pending(job), database.Number("SELECT count(*) FROM chunks"), database.Number("SELECT count(*) FROM embeddings"),
            LastIndexed(database), writing, writer, Skips(database), LanguageCounts(database), GenerationsOf(database), Tables.HitRate(database));
    }

    /// <returns>Files that are indexed, and those that a run under way, or one that was stopped, has still to do.</returns>
    public static (int Indexed, int Pending) Counts(IndexDatabase database)
    {
        using var snapshot = new ReadTransaction(database.Connection);
        return ((int)database.Number("SELECT count(*) FROM files WHERE state = 'indexed'"), Pending(Tables.LastJob(database)));
    }

    public static FileExplanation Why(string root, string indexFile, string path, ScanEntry? now)
    {
        using var database = IndexDatabase.OpenForReading(indexFile);
        if (now is not { } entry) return new FileExplanation(path, "missing", "", "There is no such file in the folder.", null, 0, null, []);
        if (entry.Skip is { } skip) return new FileExplanation(path, FileStates.Skipped, skip.Reason.ToString(), skip.Detail, null, 0, null, []);
        if (database is null) return new FileExplanation(path, "pending", "", "The folder has no index yet: run `semsearch index`.", null, 0, null, []);

        using var command = database.Command("SELECT id, size, modified, state, reason, detail, language, indexed_at FROM files WHERE path = $path");
        command.Parameters.AddWithValue("$path", path);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            return new FileExplanation(path, "pending", "", "Nothing excludes it, but it is not in the index yet: run `semsearch index`.", null, 0, null, []);
        }
        var state = reader.GetString(3);
        var at = new DateTimeOffset(reader.GetInt64(7), TimeSpan.Zero);
        var reason = reader.IsDBNull(4) ? "" : reader.GetString(4);
        var detail = reader.IsDBNull(5) ? "" : reader.GetString(5);
        var language = reader.IsDBNull(6) ? null : reader.GetString(6);
        var chunks = Chunks(database, reader.GetInt64(0));
        if (reader.GetInt64(1) != entry.Size || reader.GetInt64(2) != entry.Modified)
        {
            return new FileExplanation(path, "pending", "", "It has changed since it was indexed; the next run reads it again.", language, chunks.Count, at, chunks);
        }
        return new FileExplanation(path, state, reason, detail, language, chunks.Count, at, chunks);
    }

    private static int Pending((string State, int Files, int Total, long? FinishedAt)? job)
        => job is { State: not "finished" } running ? Math.Max(0, running.Total - running.Files) : 0;

    private static List<GenerationStatus> GenerationsOf(IndexDatabase database)
        => [.. Generations.Live(database.Connection).Select(generation => new GenerationStatus(
            generation.Model, generation.Dimensions, generation.State,
            database.Number($"SELECT count(*) FROM {generation.VectorTable} WHERE chunk_id IN (SELECT id FROM chunks)")))];

    private static DateTimeOffset? LastIndexed(IndexDatabase database)
    {
        var ticks = database.Number("SELECT max(finished_at) FROM jobs WHERE state = 'finished'");
        return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static List<SkipCount> Skips(IndexDatabase database)
    {
        using var command = database.Command("""
            SELECT reason, count(*), min(path), detail FROM files WHERE state <> 'indexed' GROUP BY reason ORDER BY count(*) DESC, reason
            """);
        using var reader = command.ExecuteReader();
        var skips = new List<SkipCount>();
        while (reader.Read()) skips.Add(new SkipCount(reader.GetString(0), reader.GetInt32(1), $"{reader.GetString(2)} ({reader.GetString(3)})"));
        return skips;
    }

    private static List<LanguageCount> LanguageCounts(IndexDatabase database)
    {
        using var command = database.Command("""
            SELECT language, count(DISTINCT files.id), count(chunks.id) FROM files LEFT JOIN chunks ON chunks.file_id = files.id
            WHERE state = 'indexed' GROUP BY language ORDER BY 2 DESC, 1
            """);
        using var reader = command.ExecuteReader();
        var languages = new List<LanguageCount>();
        while (reader.Read()) languages.Add(new LanguageCount(reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2)));
        return languages;
    }

    private static List<string> Chunks(IndexDatabase database, long file)
    {
        using var command = database.Command("SELECT start_line, end_line, kind, symbol, scope FROM chunks WHERE file_id = $file ORDER BY ordinal");
        command.Parameters.AddWithValue("$file", file);
        using var reader = command.ExecuteReader();
        var chunks = new List<string>();
        while (reader.Read())
        {
            var symbol = reader.IsDBNull(3) ? "" : reader.GetString(3);
            var scope = reader.GetString(4);
            var name = scope.Length > 0 && symbol.Length > 0 ? $"{scope}.{symbol}" : scope + symbol;
            chunks.Add($"{reader.GetInt32(0)}-{reader.GetInt32(1)} {reader.GetString(2)} {name}".TrimEnd());
        }
        return chunks;
    }

    private static List<(string Key, long Count)> Pairs(IndexDatabase database, string sql)
    {
        using var command = database.Command(sql);
        using var reader = command.ExecuteReader();
        var pairs = new List<(string, long)>();
        while (reader.Read()) pairs.Add((reader.GetString(0), reader.GetInt64(1)));
        return pairs;
    }
}
