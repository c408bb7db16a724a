namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>Brings the windows of texts together that come back in other batches, and hands out each text once.</summary>
/// <param name="complete">Told a text's index and the vectors of its windows in their order; from one thread at a time.</param>
internal sealed class WindowCollector(IReadOnlyList<TokenisedText> texts, Action<int, IReadOnlyList<float[]>> complete)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Dictionary<ReadOnlyMemory<int>, float[]>> _open = [];
    private readonly HashSet<int> _settled = [];

    /// <param name="vectors">Of the batch, row by row.</param>
    public void Take(IReadOnlyList<PackedWindow> batch, float[] vectors)
    {
        var dimensions = vectors.Length / batch.Count;
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var (text, tokens) = batch[i];
                if (!_open.TryGetValue(text, out var known)) _open.Add(text, known = []);
                known[tokens] = vectors.AsSpan(i * dimensions, dimensions).ToArray();
                if (known.Count < texts[text].Windows.Count) continue;
                _open.Remove(text);
                if (_settled.Add(text)) complete(text, [.. texts[text].Windows.Select(window => known[window])]);
            }
        }
    }

    /// <summary>A text will not be complete.</summary>
    public void Refuse(int text, Action tell)
    {
        lock (_gate)
        {
            if (_settled.Add(text)) tell();
        }
    }
}
