namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// A model that turns text into vectors. Vectors are L2-normalised float32 of <see cref="Dimensions"/> values, comparable by dot
/// product with those of the same <see cref="Fingerprint"/> only. Safe to call from several threads.
/// </summary>
public interface ITextEmbedder
{
    /// <summary>What answers, for people and for `step`: "bundled", later a model's id.</summary>
    string Id { get; }

    /// <summary>
    /// Lower-case hex SHA-256 over everything that changes a vector: model file hash, dimensions, tokeniser version, weights of parts.
    /// </summary>
    string Fingerprint { get; }

    int Dimensions { get; }

    /// <param name="vectors">Room for texts.Count × Dimensions values, row by row. A text without any known token gives a zero row.</param>
    void EmbedDocuments(IReadOnlyList<string> texts, Span<float> vectors, CancellationToken cancellation);

    void EmbedQuery(string query, Span<float> vector);

    /// <summary>
    /// Blends where a chunk stands into its vector, in place, and normalises again. The path is kept out of the embedded text
    /// so that a renamed file reuses its embeddings.
    /// </summary>
    /// <param name="path">Relative, forward slashes.</param>
    void BlendPath(string path, Span<float> vector);
}
