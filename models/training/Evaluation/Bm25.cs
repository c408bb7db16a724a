using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Training.Evaluation;

/// <summary>Plain BM25 over words and whole identifiers: what the model is measured against.</summary>
internal sealed class Bm25
{
    private const float Saturation = 1.2f, LengthShare = .75f; // k1 and b, as usual

    private readonly Dictionary<string, List<(int Document, int Count)>> postings = new(StringComparer.Ordinal);
    private readonly int[] lengths;
    private readonly double averageLength;

    public Bm25(IReadOnlyList<string> documents)
    {
        lengths = new int[documents.Count];
        for (var document = 0; document < documents.Count; document++)
        {
            foreach (var (term, count) in Terms(documents[document]).CountBy(term => term))
            {
                if (!postings.TryGetValue(term, out var places)) postings[term] = places = [];
                places.Add((document, count));
                lengths[document] += count;
            }
        }

        averageLength = Math.Max(1, lengths.Average());
    }

    /// <returns>A score for each document, 0 without a term in common.</returns>
    public float[] Scores(string query)
    {
        var scores = new float[lengths.Length];
        foreach (var term in Terms(query).Distinct())
        {
            if (!postings.TryGetValue(term, out var places)) continue;
            var rarity = Math.Log(1 + (lengths.Length - places.Count + .5) / (places.Count + .5));
            foreach (var (document, count) in places)
            {
                var length = Saturation * (1 - LengthShare + LengthShare * lengths[document] / averageLength);
                scores[document] += (float)(rarity * count * (Saturation + 1) / (count + length));
            }
        }

        return scores;
    }

    private static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var scanner = new WordScanner(text, stackalloc char[WordScanner.BufferLength]);
        while (scanner.MoveNext())
        {
            var identifier = scanner.Identifier.ToString();
            terms.AddRange(identifier[1..].Split(WordScanner.Joint));
            if (scanner.WordCount > 1) terms.Add(identifier);
        }

        return terms;
    }
}
