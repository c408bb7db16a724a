using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>
/// What sqlite-vec keeps of where its vectors lie: blocks of vectors with a bit and a rowid for each place, and for each rowid its place. Where these
/// disagree, vectors may well be read, but not be deleted any more.
/// </summary>
internal static class VectorBlocks
{
    /// <returns>Whether block and place of every vector agree.</returns>
    public static bool Agree(IndexDatabase database, Generation generation)
    {
        var blocks = new Dictionary<long, (byte[] Valid, byte[] Rowids)>();
        Read(database, $"SELECT chunk_id, validity, rowids, size FROM {generation.VectorTable}_chunks", row =>
        {
            var block = (Valid: row.GetFieldValue<byte[]>(1), Rowids: row.GetFieldValue<byte[]>(2));
            if (block.Valid.Length * 8L == row.GetInt64(3) && block.Rowids.Length == row.GetInt64(3) * sizeof(long)) blocks.Add(row.GetInt64(0), block);
        });
        var (places, wrong) = (0L, 0L);
        Read(database, $"SELECT rowid, chunk_id, chunk_offset FROM {generation.VectorTable}_rowids", row =>
        {
            places++;
            if (row.IsDBNull(1) || row.IsDBNull(2) || !blocks.TryGetValue(row.GetInt64(1), out var block) || !Holds(block, row.GetInt64(2), row.GetInt64(0))) wrong++;
        });
        return wrong == 0
            && places == blocks.Values.Sum(block => block.Valid.Sum(bits => (long)byte.PopCount(bits)))
            && database.Number($"SELECT count(*) FROM {generation.VectorTable}_vector_chunks00 WHERE rowid IN (SELECT chunk_id FROM {generation.VectorTable}_chunks)") == blocks.Count;
    }

    private static bool Holds((byte[] Valid, byte[] Rowids) block, long place, long rowid)
        => place >= 0 && place < block.Valid.Length * 8L && (block.Valid[place / 8] >> (int)(place % 8) & 1) == 1
            && BitConverter.ToInt64(block.Rowids, (int)place * sizeof(long)) == rowid;

    private static void Read(IndexDatabase database, string sql, Action<SqliteDataReader> take)
    {
        using var command = database.Command(sql);
        using var row = command.ExecuteReader();
        while (row.Read()) take(row);
    }
}
