using BenchmarkDotNet.Attributes;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Benchmarks;

/// <summary>What a chunk costs in each room on its way into the index, on one core, over chunks of this repository: the time is that of one chunk.</summary>
public class PipelineBenchmarks
{
    private const int Chunks = 1_000;

    private readonly List<(string Path, string Text)> _files = [];
    private readonly List<(string Path, string Text, Chunk Chunk)> _chunks = [];
    private readonly TermAnalyzer _terms = new();
    private StaticEmbedder _embedder = null!;
    private CodeChunker _chunker = null!;
    private string[] _embedded = [];
    private float[] _vectors = [];

    [GlobalSetup]
    public void Setup()
    {
        _chunker = new CodeChunker();
        _embedder = StaticEmbedder.OpenBundled();
        var server = Path.Combine(WholeRun.RepositoryRoot, "server");
        foreach (var entry in new FolderScanner(server, ScanOptions.Default).Scan(CancellationToken.None))
        {
            if (entry.Skip is not null || _chunks.Count >= Chunks) continue;
            var text = SourceReader.Read(Path.Combine(server, entry.Path), entry.Path, ScanOptions.Default).Text;
            _files.Add((entry.Path, text));
            foreach (var chunk in _chunker.Chunk(entry.Path, text, CancellationToken.None).Chunks) _chunks.Add((entry.Path, text.Substring(chunk.Start, chunk.Length), chunk));
        }
        while (_chunks.Count < Chunks) _chunks.AddRange([.. _chunks]);
        _chunks.RemoveRange(Chunks, _chunks.Count - Chunks);
        _embedded = [.. _chunks.Select(chunk => EmbeddedText.Compose(chunk.Chunk.Scope, chunk.Chunk.Signature, chunk.Text))];
        _vectors = new float[Chunks * _embedder.Dimensions];
        Console.WriteLine($"{Chunks} chunks of {_embedded.Average(text => text.Length):F0} characters on average");
    }

    [GlobalCleanup]
    public void Cleanup() => _chunker.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Chunks, Description = "chunk (Roslyn)")]
    public int Chunking()
    {
        var made = 0;
        for (var i = 0; made < Chunks; i = (i + 1) % _files.Count) made += _chunker.Chunk(_files[i].Path, _files[i].Text, CancellationToken.None).Chunks.Count;
        return made;
    }

    [Benchmark(OperationsPerInvoke = Chunks, Description = "terms")]
    public int Terms()
    {
        var bytes = 0;
        foreach (var (path, text, chunk) in _chunks) bytes += _terms.Analyze(path, chunk.Symbol, chunk.Scope, text).Encode().Length;
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Chunks, Description = "embed (bundled)")]
    public void Embedding() => _embedder.EmbedDocuments(_embedded, _vectors, CancellationToken.None);
}
