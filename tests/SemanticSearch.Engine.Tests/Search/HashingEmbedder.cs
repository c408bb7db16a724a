using System.Numerics.Tensors;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>Every word has a random direction, synonyms share theirs; a text is the sum of its words. Small, exact, and the same everywhere.</summary>
internal sealed class HashingEmbedder(int dimensions = 64) : ITextEmbedder
{
    private static readonly string[][] Synonyms =
        [["fetch", "download", "retriev"], ["remov", "delet", "erase", "eras"], ["retry", "backoff", "attempt"], ["secret", "password", "credential"]];

    private readonly Lock gate = new();
    private readonly TermAnalyzer analyzer = new();

    public string Id => "hashing";

    public string Fingerprint => $"hashing-{dimensions}";

    public int Dimensions => dimensions;

    public void EmbedDocuments(IReadOnlyList<string> texts, Span<float> vectors, CancellationToken cancellation)
    {
        for (var i = 0; i < texts.Count; i++) EmbedQuery(texts[i], vectors.Slice(i * dimensions, dimensions));
    }

    public void EmbedQuery(string query, Span<float> vector)
    {
        vector.Clear();
        lock (gate)
        {
            foreach (var term in analyzer.AnalyzeName(query)) AddWord(term, vector);
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
    }

    public void BlendPath(string path, Span<float> vector)
    {
    }

    private static void AddWord(string word, Span<float> vector)
    {
        var shared = Array.Find(Synonyms, set => set.Contains(word))?[0] ?? word;
        var seed = 17;
        foreach (var c in shared) seed = unchecked((seed * 31) + c);
        var random = new Random(seed);
        for (var i = 0; i < vector.Length; i++) vector[i] += (float)random.NextDouble() - 0.5f;
    }
}
