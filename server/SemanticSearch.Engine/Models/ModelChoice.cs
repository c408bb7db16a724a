namespace SemanticSearch.Engine.Models;

/// <summary>Everything that decides what vectors a model gives; resolved, nothing left open.</summary>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Dimensions">Of the model.</param>
/// <param name="OutputDimensions">Of the vectors that are kept: fewer where the model allows it (Matryoshka).</param>
/// <param name="ContextLength">Tokens that the model was trained to see at once.</param>
public sealed record ModelChoice(
    string Id, string Path, long Size, string Sha256, string Architecture, int Dimensions, int OutputDimensions, PoolingKind Pooling, int ContextLength,
    string QueryPrefix, string DocumentPrefix)
{
    /// <summary>What it is found by again, with these dimensions.</summary>
    public string Name => OutputDimensions == Dimensions ? Id : $"{Id}@{OutputDimensions}";
}
