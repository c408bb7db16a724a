using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>A folder with files and an index of it, written through a connection other than the one that searches read from.</summary>
internal sealed class TestIndex : IDisposable
{
    public const int GenerationId = 1;

    private readonly TermAnalyzer analyzer = new();
    private readonly string folder = Directory.CreateTempSubdirectory("semsearch-search-").FullName;
    private readonly bool vec0;

    static TestIndex() => SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());

    public TestIndex(HashingEmbedder? embedder = null, bool vec0 = true)
    {
        Embedder = embedder;
        this.vec0 = vec0;
        Root = Directory.CreateDirectory(Path.Combine(folder, "root")).FullName;
        Writer = Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute(Schema.Tables);
        if (embedder is not null) AddGeneration(embedder);
        Reader = Open();
        Engine = NewEngine();
    }

    public string Root { get; }

    public SqliteConnection Writer { get; }

    public SqliteConnection Reader { get; }

    public HashingEmbedder? Embedder { get; }

    /// <summary>What an editor has typed and not saved.</summary>
    public Dictionary<string, string> Unsaved { get; } = [];

    public SearchEngine Engine { get; }

    public SearchEngine NewEngine(RankingWeights? weights = null) =>
        new(Reader, Embedder, Root, new SourceAccess(path => Unsaved.GetValueOrDefault(path) ?? ReadText(path), (path, text) => new ChunkedFile(Languages.Text, ParagraphChunker.Chunk(path, text), [], null), () => Unsaved), weights);

    public IReadOnlyList<SearchHit> Search(string query, SearchMode mode = SearchMode.Hybrid, int limit = 10, SearchFilter? filter = null) =>
        Answer(query, mode, limit, filter).Hits;

    public SearchAnswer Answer(string query, SearchMode mode = SearchMode.Hybrid, int limit = 10, SearchFilter? filter = null) =>
        Engine.Search(new SearchRequest(query, limit, mode, filter ?? SearchFilter.None), CancellationToken.None);

    /// <summary>Writes the file on disk and brings the index up to it.</summary>
    public void Write(string path, string text)
    {
        WriteUnindexed(path, text);
        Index(path);
    }

    public void WriteUnindexed(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Index(string path)
    {
        using var transaction = Writer.BeginTransaction();
        var info = new FileInfo(Path.Combine(Root, path));
        var text = File.ReadAllText(info.FullName);
        Remove(path);
        var fileId = (long)Execute("""
            INSERT INTO files(path, size, modified, language, state, indexed_at) VALUES($0, $1, $2, $3, 'indexed', 0) RETURNING id
            """, path, info.Length, info.LastWriteTimeUtc.Ticks, LanguageOf(path))!;
        var occurrences = new Dictionary<string, int>();
        var chunks = ParagraphChunker.Chunk(path, text);
        for (var i = 0; i < chunks.Count; i++)
        {
            var bare = text.Substring(chunks[i].Start, chunks[i].Length);
            occurrences[bare] = occurrences.GetValueOrDefault(bare) + 1;
            Insert(path, fileId, i, chunks[i], bare, occurrences[bare]);
        }

        transaction.Commit();
    }

    public void Delete(string path)
    {
        File.Delete(Path.Combine(Root, path));
        using var transaction = Writer.BeginTransaction();
        Remove(path);
        transaction.Commit();
    }

    public int Flush()
    {
        using var transaction = Writer.BeginTransaction();
        var count = SegmentFlush.Run(Writer);
        transaction.Commit();
        return count;
    }

    public void MergeAll()
    {
        using var transaction = Writer.BeginTransaction();
        SegmentMerger.Run(Writer, SegmentMerger.ReadSizes(Writer).Select(size => size.Id).ToList(), CancellationToken.None);
        transaction.Commit();
    }

    public object? Execute(string sql, params object?[] values)
    {
        using var command = Writer.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        Engine.Dispose();
        Reader.Dispose();
        Writer.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string LanguageOf(string path) => Path.GetExtension(path) switch
    {
        ".cs" => "csharp",
        ".py" => "python",
        ".ts" => "typescript",
        ".go" => "go",
        ".md" => "markdown",
        _ => Languages.Text,
    };

    private string? ReadText(string path)
    {
        var full = Path.Combine(Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : null;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "index.db")};Pooling=False");
        connection.Open();
        connection.EnableExtensions();
        if (vec0) connection.LoadExtension(Path.Combine(AppContext.BaseDirectory, "vec0"));
        return connection;
    }

    private void AddGeneration(HashingEmbedder embedder)
    {
        Execute(
            "INSERT INTO generations(id, fingerprint, model, dimensions, state, vec0, created_at) VALUES($0, $1, $2, $3, 'active', $4, 0)",
            GenerationId, embedder.Fingerprint, embedder.Id, embedder.Dimensions, vec0 ? 1 : 0);
        Execute(vec0
            ? $"CREATE VIRTUAL TABLE vectors_{GenerationId} USING vec0(chunk_id INTEGER PRIMARY KEY, vector FLOAT[{embedder.Dimensions}] distance_metric=cosine)"
            : $"CREATE TABLE vectors_{GenerationId}(chunk_id INTEGER PRIMARY KEY, vector BLOB)");
    }

    private void Insert(string path, long fileId, int ordinal, Chunk chunk, string bare, int occurrence)
    {
        var embedded = EmbeddedText.Compose(chunk.Scope, chunk.Signature, bare);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{path}\0{embedded}\0{occurrence}"));
        var id = BinaryPrimitives.ReadInt64LittleEndian(key) & long.MaxValue;
        var bag = analyzer.Analyze(path, chunk.Symbol, chunk.Scope, bare);
        Execute("""
            INSERT INTO chunks(id, file_id, ordinal, start, length, start_line, end_line, kind, symbol, scope, content_hash, text_hash, terms)
            VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, id, fileId, ordinal, chunk.Start, chunk.Length, chunk.StartLine, chunk.EndLine, chunk.Kind, chunk.Symbol, chunk.Scope,
            EmbeddedText.Hash(embedded), EmbeddedText.Hash(bare), bag.Length);
        Execute("INSERT INTO pending(chunk_id, terms) VALUES($0, $1)", id, bag.Encode());
        if (chunk.Symbol is { } symbol)
        {
            Execute("INSERT INTO symbols(name, chunk_id, display, kind, file_id, start_line, end_line) VALUES($0, $1, $2, $3, $4, $5, $6)",
                symbol.ToLowerInvariant(), id, symbol, chunk.Kind, fileId, chunk.StartLine, chunk.EndLine);
        }

        if (Embedder is null) return;
        var vector = new float[Embedder.Dimensions];
        Embedder.EmbedDocuments([embedded], vector, CancellationToken.None);
        Execute($"INSERT INTO vectors_{GenerationId}(chunk_id, vector) VALUES($0, $1)", id, MemoryMarshal.AsBytes(vector.AsSpan()).ToArray());
    }

    private void Remove(string path)
    {
        if (Execute("SELECT id FROM files WHERE path = $0", path) is not long fileId) return;
        Execute("INSERT INTO dead(segment, slot) SELECT segment, slot FROM chunks WHERE file_id = $0 AND segment IS NOT NULL", fileId);
        Execute("DELETE FROM pending WHERE chunk_id IN (SELECT id FROM chunks WHERE file_id = $0)", fileId);
        if (Embedder is not null)
            Execute($"DELETE FROM vectors_{GenerationId} WHERE chunk_id IN (SELECT id FROM chunks WHERE file_id = $0)", fileId);
        foreach (var table in (string[])["symbols", "chunks"]) Execute($"DELETE FROM {table} WHERE file_id = $0", fileId);
        Execute("DELETE FROM files WHERE id = $0", fileId);
    }
}
