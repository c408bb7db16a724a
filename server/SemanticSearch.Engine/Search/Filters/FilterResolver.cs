using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Ranking;
using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Search.Filters;

/// <summary>Turns a filter into the set of chunks that may be found, before any candidate is looked for.</summary>
internal static class FilterResolver
{
    public static OrdinalSet Resolve(SearchFilter filter, IndexSnapshot snapshot, IndexRows rows, SqliteConnection connection)
    {
        if (filter.IsEmpty) return snapshot.Live;
        var files = AllowedFiles(filter, rows);
        var allowed = new OrdinalSet(snapshot.Capacity);
        foreach (var segment in snapshot.Segments) AddThose(segment.Image.FileIds, segment.Base, files, snapshot.Live, allowed);
        AddThose(snapshot.Pending.FileIds, snapshot.PendingBase, files, snapshot.Live, allowed);
        return filter.Kinds.Count == 0 ? allowed : OfKinds(filter.Kinds, snapshot, connection, allowed);
    }

    private static HashSet<int>? AllowedFiles(SearchFilter filter, IndexRows rows)
    {
        if (filter.Languages.Count == 0 && filter.Globs.Count == 0 && filter.Paths is null && filter.Tests == TestFilter.Included) return null;
        var languages = filter.Languages.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var globs = filter.Globs.Select(glob => new GlobPattern(glob)).ToList();
        var wanted = globs.Where(glob => !glob.Excludes).ToList();
        var unwanted = globs.Where(glob => glob.Excludes).ToList();
        var files = new HashSet<int>();
        foreach (var file in rows.AllFiles())
        {
            if (languages.Count > 0 && !languages.Contains(file.Language)) continue;
            if (filter.Paths is not null && !filter.Paths.Contains(file.Path)) continue;
            if (wanted.Count > 0 && !wanted.Exists(glob => glob.Matches(file.Path))) continue;
            if (unwanted.Exists(glob => glob.Matches(file.Path))) continue;
            if (filter.Tests != TestFilter.Included && FileRoles.Of(file.Path).HasFlag(FileRole.Test) != (filter.Tests == TestFilter.Only)) continue;
            files.Add(file.Id);
        }

        return files;
    }

    private static void AddThose(ReadOnlySpan<int> fileIds, int origin, HashSet<int>? files, OrdinalSet live, OrdinalSet allowed)
    {
        // Chunks of a file stand side by side, so the last answer mostly serves again.
        var (lastFile, lastAnswer) = (-1, false);
        for (var i = 0; i < fileIds.Length; i++)
        {
            if (fileIds[i] != lastFile) (lastFile, lastAnswer) = (fileIds[i], files is null || files.Contains(fileIds[i]));
            if (lastAnswer && live.Contains(origin + i)) allowed.Add(origin + i);
        }
    }

    private static OrdinalSet OfKinds(IReadOnlyList<string> kinds, IndexSnapshot snapshot, SqliteConnection connection, OrdinalSet within)
    {
        using var command = connection.CreateCommand();
        var names = kinds.Select((kind, i) =>
        {
            command.Parameters.AddWithValue($"$kind{i}", kind.ToLowerInvariant());
            return $"$kind{i}";
        });
        command.CommandText = $"SELECT id, segment, slot FROM chunks WHERE kind IN ({string.Join(',', names)})";
        using var reader = command.ExecuteReader();
        var allowed = new OrdinalSet(snapshot.Capacity);
        while (reader.Read())
        {
            var ordinal = reader.IsDBNull(1)
                ? snapshot.OrdinalOf(reader.GetInt64(0), null, 0)
                : snapshot.OrdinalOf(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2));
            if (ordinal >= 0 && within.Contains(ordinal)) allowed.Add(ordinal);
        }

        return allowed;
    }
}
