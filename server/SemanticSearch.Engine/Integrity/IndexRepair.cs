using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>
/// Mends what the full check found, in one transaction: codes are made of the vectors, vectors of the embeddings. What neither gives is taken out, and its
/// files are marked so that the next run reads them again; their other embeddings come from the cache. Used under the write lease.
/// </summary>
internal sealed class IndexRepair
{
    private readonly IndexDatabase _database;
    private readonly ITextEmbedder? _embedder;
    private readonly IReadOnlyList<Generation> _live;
    private readonly HashSet<(long Segment, Generation Generation)> _recode = [];
    private int _vectorsMade;

    private IndexRepair(IndexDatabase database, ITextEmbedder? embedder)
        => (_database, _embedder, _live) = (database, embedder, [.. Generations.Live(database.Connection)]);

    /// <summary>Also gives a checksum to the rows that have none, all of which the check has found sound.</summary>
    /// <param name="damages">All that <see cref="IndexCheck"/> found.</param>
    public static RepairReport Run(IndexDatabase database, ITextEmbedder? embedder, IReadOnlyList<Damage> damages)
    {
        Checksum.Register(database.Connection);
        // What is to be dropped is collected first: chunks that are read again, and hashes whose embedding is damaged.
        database.Execute("""
            CREATE TEMP TABLE IF NOT EXISTS dropped(chunk INTEGER PRIMARY KEY); DELETE FROM dropped;
            CREATE TEMP TABLE IF NOT EXISTS lost(generation INTEGER, content_hash BLOB, PRIMARY KEY(generation, content_hash)) WITHOUT ROWID; DELETE FROM lost;
            """);
        RepairReport? report = null;
        database.InTransaction(() => report = new IndexRepair(database, embedder).Mend(damages));
        return report!;
    }

    private RepairReport Mend(IReadOnlyList<Damage> damages)
    {
        foreach (var table in Of(IndexPart.VectorTable)) Empty(table.Generation!);
        DropEmbeddings(Of(IndexPart.Embedding));
        foreach (var segment in Of(IndexPart.Segment)) _database.Execute($"INSERT OR IGNORE INTO dropped SELECT id FROM chunks WHERE segment = {segment.Id}");
        foreach (var chunk in Of(IndexPart.Chunk)) _database.Execute($"INSERT OR IGNORE INTO dropped VALUES({chunk.Id})");
        foreach (var table in Of(IndexPart.VectorTable)) MendVectors(table.Generation!, _database.Numbers("SELECT id FROM chunks"));
        foreach (var generation in _live) MendVectors(generation, Of(IndexPart.Vector).Where(damage => damage.Generation == generation).Select(damage => damage.Id));
        var files = DropChunks();
        DropSegments(Of(IndexPart.Segment));
        _recode.UnionWith(Of(IndexPart.Codes).Select(damage => (damage.Id, damage.Generation!)));
        foreach (var (segment, generation) in _recode)
        {
            _database.Execute($"DELETE FROM codes WHERE segment = {segment} AND generation = {generation.Id}");
            SegmentCodes.Complete(_database.Connection, segment, generation);
        }

        return new RepairReport(damages, _vectorsMade, _recode.Count, files, Seal());

        List<Damage> Of(IndexPart part) => [.. damages.Where(damage => damage.Part == part)];
    }

    /// <summary>They are computed again: with the next run over their files, or by whatever builds the chosen model's generation.</summary>
    private void DropEmbeddings(List<Damage> embeddings)
    {
        foreach (var embedding in embeddings)
        {
            _database.Execute($"""
                INSERT OR IGNORE INTO lost SELECT generation, content_hash FROM embeddings WHERE id = {embedding.Id};
                DELETE FROM embeddings WHERE id = {embedding.Id}
                """);
        }

        foreach (var generation in _live.Where(generation => embeddings.Exists(damage => damage.Generation == generation)))
        {
            foreach (var chunk in _database.Numbers($"SELECT id FROM chunks WHERE content_hash IN (SELECT content_hash FROM lost WHERE generation = {generation.Id})"))
                Unembed(generation, chunk);
        }
    }

    /// <summary>A table of sqlite-vec that is broken can be dropped, but not deleted from.</summary>
    private void Empty(Generation generation)
    {
        using var made = _database.Command($"SELECT sql FROM sqlite_master WHERE name = '{generation.VectorTable}'");
        var sql = (string)made.ExecuteScalar()!;
        _database.Execute($"DROP TABLE {generation.VectorTable}");
        _database.Execute(sql);
    }

    private void MendVectors(Generation generation, IEnumerable<long> chunks)
    {
        using var made = new ChunkVectors(_database, generation, _embedder);
        using var insert = _database.Command($"INSERT INTO {generation.VectorTable}(chunk_id, vector) VALUES($id, $vector)");
        var (id, value) = (insert.Parameters.AddWithValue("$id", 0L), insert.Parameters.AddWithValue("$vector", Array.Empty<byte>()));
        var vector = new float[generation.Dimensions];
        foreach (var chunk in chunks)
        {
            if (!made.TryMake(chunk, vector))
            {
                Unembed(generation, chunk);
                continue;
            }

            _database.Execute($"DELETE FROM {generation.VectorTable} WHERE chunk_id = {chunk}");
            (id.Value, value.Value) = (chunk, MemoryMarshal.AsBytes<float>(vector).ToArray());
            insert.ExecuteNonQuery();
            _vectorsMade++;
            _recode.UnionWith(_database.Numbers($"SELECT c.segment FROM chunks c JOIN codes k ON k.segment = c.segment AND k.generation = {generation.Id} WHERE c.id = {chunk}")
                .Select(segment => (segment, generation)));
        }
    }

    /// <summary>
    /// Takes a chunk's vector away. In the generation that files are indexed with, the whole chunk goes, and is read again; in another one, its segment
    /// loses its codes, which are made again when the model has given the vector.
    /// </summary>
    private void Unembed(Generation generation, long chunk)
    {
        if (ChunkVectors.IsFoundation(generation, _embedder)) _database.Execute($"INSERT OR IGNORE INTO dropped VALUES({chunk})");
        else _database.Execute($"DELETE FROM codes WHERE generation = {generation.Id} AND segment = (SELECT segment FROM chunks WHERE id = {chunk})");
        _database.Execute($"DELETE FROM {generation.VectorTable} WHERE chunk_id = {chunk}");
    }

    /// <returns>Files that are read again.</returns>
    private long DropChunks()
    {
        const string dropped = "IN (SELECT chunk FROM dropped)";
        var files = _database.Number($"SELECT count(DISTINCT file_id) FROM chunks WHERE id {dropped}");
        foreach (var generation in _live.Where(generation => ChunkVectors.IsFoundation(generation, _embedder)))
            _database.Execute($"DELETE FROM {generation.VectorTable} WHERE chunk_id {dropped}");
        _database.Execute($"""
            UPDATE files SET modified = 0, hash = NULL WHERE id IN (SELECT file_id FROM chunks WHERE id {dropped});
            INSERT OR IGNORE INTO dead SELECT segment, slot FROM chunks WHERE id {dropped} AND segment IN (SELECT id FROM segments) AND slot IS NOT NULL;
            DELETE FROM pending WHERE chunk_id {dropped};
            DELETE FROM symbols WHERE chunk_id {dropped};
            DELETE FROM chunks WHERE id {dropped};
            """);
        return files;
    }

    /// <summary>With what is left of segments that are gone: the same chunks, read again, make a segment of the same id.</summary>
    private void DropSegments(List<Damage> segments)
    {
        foreach (var segment in segments) _database.Execute($"DELETE FROM segments WHERE id = {segment.Id}");
        foreach (var table in (string[])["postings", "codes", "dead"]) _database.Execute($"DELETE FROM {table} WHERE segment NOT IN (SELECT id FROM segments)");
    }

    /// <returns>Rows that had no checksum.</returns>
    private long Seal() => Checksum.Kept.Sum(kept =>
    {
        using var seal = _database.Command($"UPDATE {kept.Table} SET checksum = {Checksum.Function}({kept.Columns}) WHERE checksum IS NULL");
        return (long)seal.ExecuteNonQuery();
    });
}
