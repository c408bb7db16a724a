using System.Globalization;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Looks at a few rows of each kind, other ones each time, within some 20 ms: what an index can bear at every start.</summary>
internal static class QuickCheck
{
    /// <summary>Rows of embeddings and of postings that are looked at, side by side on the disk. A row of postings fills a page.</summary>
    private const int Embeddings = 512, Postings = 128;

    /// <summary>Bytes of segments, and of codes, that are looked at. The first row by chance may be larger.</summary>
    private const long SegmentBytes = 500_000, CodeBytes = 2_000_000;

    /// <summary>Bytes of the largest row that is looked at: the codes of a segment of full size and 256 dimensions, which take most of the time.</summary>
    private const long LargestRow = 9_000_000;

    private const string Sum = Checksum.Function;

    /// <returns>Whether all that was looked at is what was written. Rows without a checksum are passed over.</returns>
    public static bool FindsNothing(IndexDatabase database)
    {
        Checksum.Register(database.Connection);
        return RowsAgree(database, Checksum.Embeddings, Embeddings)
            && RowsAgree(database, Checksum.Postings, Postings)
            && BlobsAgree(database, Checksum.Segments, "id, 0", SegmentBytes)
            && BlobsAgree(database, Checksum.Codes, "segment, generation", CodeBytes);
    }

    private static bool RowsAgree(IndexDatabase database, (string Table, string Columns) kept, int count)
    {
        var (table, blobs) = kept;
        var from = Random.Shared.NextInt64(Math.Max(1, database.Number($"SELECT max(id) FROM {table}")));
        // From a place by chance to the end, and on from the start.
        return Wrong($"id >= {from}") + Wrong($"id < {from}") == 0;

        long Wrong(string part) => database.Number($"""
            SELECT count(*) FROM (SELECT checksum, {blobs} FROM {table} WHERE {part} ORDER BY id LIMIT {count / 2}) WHERE checksum <> {Sum}({blobs})
            """);
    }

    /// <summary>Few rows, each of them large: by chance, as many as the bytes allow.</summary>
    /// <param name="key">Two columns that tell a row.</param>
    private static bool BlobsAgree(IndexDatabase database, (string Table, string Columns) kept, string key, long bytes)
    {
        var (table, blobs) = kept;
        var rows = new List<(long First, long Second, long Bytes)>();
        var length = string.Join(" + ", blobs.Split(", ").Select(blob => $"length({blob})"));
        using (var command = database.Command($"SELECT {key}, {length} FROM {table} ORDER BY random()"))
        using (var row = command.ExecuteReader())
        {
            while (row.Read()) rows.Add((row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        }

        var looked = 0L;
        foreach (var (first, second, size) in rows)
        {
            if (size > LargestRow || (looked > 0 && looked + size > bytes)) continue;
            looked += size;
            var wrong = string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM {table} WHERE ({key}) = ({first}, {second}) AND checksum <> {Sum}({blobs})");
            if (database.Number(wrong) > 0) return false;
        }

        return true;
    }
}
