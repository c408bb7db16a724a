using System.Globalization;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>What of an index can be damaged, and mended, by itself.</summary>
internal enum IndexPart
{
    /// <summary>A row of <c>embeddings</c>.</summary>
    Embedding,

    /// <summary>A row of <c>segments</c>, or what <c>postings</c> and <c>chunks</c> say of it.</summary>
    Segment,

    /// <summary>A chunk that no search can reach.</summary>
    Chunk,

    /// <summary>A generation's vector table, beyond single rows.</summary>
    VectorTable,

    /// <summary>A chunk's row of a generation's vector table.</summary>
    Vector,

    /// <summary>A segment's codes of a generation.</summary>
    Codes,
}

/// <param name="Id">Of the embedding's row, of the chunk, of the segment that the codes belong to, or of the table's generation.</param>
/// <param name="Generation">Of an embedding, a vector or codes; null for what all models share.</param>
/// <param name="Fault">What is wrong with it: "is missing".</param>
internal sealed record Damage(IndexPart Part, long Id, Generation? Generation, string Fault)
{
    private const int MostDescribed = 3;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Id} {Fault}");

    /// <returns>How many there are, and what the first of them are.</returns>
    public static string Describe(IReadOnlyList<Damage> damages)
    {
        var more = damages.Count > MostDescribed ? ", and so on" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{damages.Count:N0} damaged: {string.Join("; ", damages.Take(MostDescribed))}{more}");
    }

    private string Name => Part switch
    {
        IndexPart.Embedding => "embedding",
        IndexPart.Segment => "segment",
        IndexPart.Chunk => "chunk",
        IndexPart.VectorTable => "the vector table of generation",
        IndexPart.Vector => "the vector of chunk",
        _ => "the codes of segment",
    };
}
