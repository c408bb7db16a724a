using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>A search engine with the connection that it reads from. One for each generation that answers, so that none loads the other's codes anew.</summary>
internal sealed class AnsweringEngine : IDisposable
{
    private AnsweringEngine(IndexDatabase reader, SearchEngine engine) => (Reader, Engine) = (reader, engine);

    public IndexDatabase Reader { get; }

    public SearchEngine Engine { get; }

    /// <summary>Of the model whose vectors it compares; null without one.</summary>
    public string? Fingerprint => Engine.Fingerprint;

    /// <returns>Null when there is no index yet.</returns>
    public static AnsweringEngine? Open(string indexFile, Func<IndexDatabase, SearchEngine> open)
    {
        if (IndexDatabase.OpenForReading(indexFile) is not { } reader) return null;
        try
        {
            return new AnsweringEngine(reader, open(reader));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        Reader.Dispose();
    }
}
