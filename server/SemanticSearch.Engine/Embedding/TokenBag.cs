namespace SemanticSearch.Engine.Embedding;

/// <summary>Tokens of one text with how often each occurs, in the order in which they first came. Reused from text to text.</summary>
/// <param name="vocabularySize">Ids added are below this.</param>
public sealed class TokenBag(int vocabularySize)
{
    private readonly int[] counts = new int[vocabularySize];
    private readonly int[] seen = new int[vocabularySize];
    private int seenCount;

    /// <summary>The different tokens.</summary>
    public ReadOnlySpan<int> Tokens => seen.AsSpan(0, seenCount);

    public int CountOf(int token) => counts[token];

    public void Add(int token)
    {
        if (counts[token]++ == 0) seen[seenCount++] = token;
    }

    public void Clear()
    {
        foreach (var token in Tokens) counts[token] = 0;
        seenCount = 0;
    }
}
