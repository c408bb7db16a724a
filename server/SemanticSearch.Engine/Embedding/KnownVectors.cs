using System.Numerics.Tensors;

namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// The vectors of a model that takes too long to be asked while a search runs: queries are embedded beforehand, texts only looked up. What is not known has a
/// vector of zeros, which is like nothing.
/// </summary>
/// <param name="queries">Filled before a search is made.</param>
/// <param name="texts">Likewise, of texts that code is compared with.</param>
/// <param name="lookUp">Finds a document's embedding by its text's hash: false when it is not known. Used under the search's lock.</param>
public sealed class KnownVectors(string id, string fingerprint, int dimensions, RecentVectors queries, RecentVectors texts, Func<byte[], Half[], bool> lookUp) : ITextEmbedder
{
    private readonly Half[] _halves = new Half[dimensions];

    public string Id => id;

    public string Fingerprint => fingerprint;

    public int Dimensions => dimensions;

    public void EmbedDocuments(IReadOnlyList<string> documents, Span<float> vectors, CancellationToken cancellation)
    {
        vectors.Clear();
        for (var i = 0; i < documents.Count; i++)
        {
            var vector = vectors.Slice(i * dimensions, dimensions);
            if (texts.TryGet(documents[i], out var computed)) computed.CopyTo(vector);
            else if (lookUp(EmbeddedText.Hash(documents[i]), _halves)) TensorPrimitives.ConvertToSingle(_halves, vector);
        }
    }

    /// <exception cref="InvalidOperationException">The query was not embedded beforehand.</exception>
    public void EmbedQuery(string query, Span<float> vector)
    {
        if (!queries.TryGet(query, out var known)) throw new InvalidOperationException("The query was not embedded beforehand.");
        known.CopyTo(vector);
    }

    /// <summary>Nothing: the paths' words count in the words' score, and these models were not trained on paths.</summary>
    public void BlendPath(string path, Span<float> vector)
    {
    }
}
