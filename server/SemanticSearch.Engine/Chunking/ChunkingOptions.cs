namespace SemanticSearch.Engine.Chunking;

/// <summary>Sizes count characters that are not white space, because indentation carries no meaning that is worth a budget.</summary>
/// <param name="MaximumSize">No chunk is larger, but for a few braces and separators around it; a larger definition is split along its tree.</param>
/// <param name="MinimumSize">Below it siblings share a chunk; a definition of this size or more has one of its own.</param>
/// <param name="WholeContainerSize">A class up to this size stays in one piece though its members would be large enough to stand alone.</param>
/// <param name="ParseDeadline">A parse that takes longer is given up, and the file is chunked by lines.</param>
public sealed record ChunkingOptions(int MaximumSize, int MinimumSize, int WholeContainerSize, TimeSpan ParseDeadline)
{
    public static ChunkingOptions Default { get; } = new(MaximumSize: 1_200, MinimumSize: 150, WholeContainerSize: 400, TimeSpan.FromSeconds(2));
}
