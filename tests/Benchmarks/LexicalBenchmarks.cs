using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Benchmarks;

/// <summary>Eight common words over 100,000 chunks: our index against FTS5's bm25() over the same words.</summary>
public class LexicalBenchmarks
{
    private const int Wanted = 50;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"semsearch-lexical-{Guid.NewGuid():n}.db");
    private readonly string[] _words = BenchmarkData.CommonWords();
    private SqliteConnection _connection = null!;
    private SqliteCommand _fts = null!;
    private IndexSnapshot _snapshot = null!;
    private LexicalIndex _index = null!;

    [GlobalSetup]
    public void Setup()
    {
        _connection = BenchmarkData.Open(_file);
        BenchmarkData.Execute(_connection, Schema.Tables);
        BenchmarkData.Execute(_connection, "CREATE VIRTUAL TABLE fts USING fts5(text, content='', detail=column); BEGIN");
        using (var insert = _connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO fts(rowid, text) VALUES($id, $text)";
            var id = insert.Parameters.Add("$id", SqliteType.Integer);
            var text = insert.Parameters.Add("$text", SqliteType.Text);
            var builder = new SegmentBuilder();
            var chunk = 0;
            foreach (var words in BenchmarkData.Texts())
            {
                id.Value = ++chunk;
                text.Value = string.Join(' ', words);
                insert.ExecuteNonQuery();
                builder.Add(chunk, 1, new TermBag(words, [.. words.Select(_ => (byte)1)]).Encode());
                if (builder.Count < SegmentMerger.MaximumChunks && chunk < BenchmarkData.Chunks) continue;
                builder.Write(_connection);
                builder = new SegmentBuilder();
            }
        }
        BenchmarkData.Execute(_connection, "COMMIT");
        _fts = _connection.CreateCommand();
        _fts.CommandText = $"SELECT rowid FROM fts WHERE fts MATCH $query ORDER BY bm25(fts) LIMIT {Wanted}";
        _fts.Parameters.AddWithValue("$query", string.Join(" OR ", _words));
        _snapshot = new IndexSnapshot();
        _snapshot.Refresh(_connection, null);
        _index = new LexicalIndex(_connection, _snapshot, RankingWeights.Default);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _index.Dispose();
        _fts.Dispose();
        _connection.Dispose();
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(_file + suffix);
    }

    [Benchmark(Baseline = true, Description = "FTS5 bm25()")]
    public int Fts5()
    {
        using var reader = _fts.ExecuteReader();
        var found = 0;
        while (reader.Read()) found++;
        return found;
    }

    [Benchmark(Description = "own index")]
    public int Own()
    {
        _index.Score(_words, CancellationToken.None);
        return _index.Top(Wanted, _snapshot.Live).Length;
    }
}
