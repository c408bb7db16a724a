namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>A sequence of tokens, and which text of the caller's it belongs to.</summary>
public readonly record struct PackedWindow(int Text, ReadOnlyMemory<int> Tokens);

/// <summary>Packs sequences into batches for one call of the model each.</summary>
public static class TokenBatches
{
    /// <summary>
    /// Longest first, each batch filled with the next that fit. Texts of about one length come together: attention is computed over the whole batch, so
    /// a short text beside a long one costs more than it would among its like.
    /// </summary>
    /// <param name="tokens">In a batch at most; a longer sequence makes a batch of its own.</param>
    /// <param name="sequences">In a batch at most.</param>
    public static IReadOnlyList<IReadOnlyList<PackedWindow>> Pack(IReadOnlyList<TokenisedText> texts, int tokens, int sequences)
    {
        var windows = texts.SelectMany((text, index) => text.Windows.Select(window => new PackedWindow(index, window)))
            .OrderByDescending(window => window.Tokens.Length);
        var batches = new List<List<PackedWindow>>();
        var used = 0;
        foreach (var window in windows)
        {
            if (batches.Count == 0 || used + window.Tokens.Length > tokens || batches[^1].Count == sequences)
            {
                batches.Add([]);
                used = 0;
            }

            batches[^1].Add(window);
            used += window.Tokens.Length;
        }

        return batches;
    }
}
