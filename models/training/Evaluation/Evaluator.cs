using System.Numerics.Tensors;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Training.Evaluation;

/// <summary>Mean reciprocal rank at 10 of each way to search.</summary>
/// <param name="Fused">Model plus <see cref="Evaluator.LexicalShare"/> of BM25, each scaled to 0..1 over the candidates.</param>
internal sealed record EvaluationResult(string Name, int Candidates, int Queries, double Lexical, double Model, double Fused);

internal static class Evaluator
{
    public const float LexicalShare = .2f;

    private const int Depth = 10; // ranks beyond count nothing

    public static EvaluationResult Evaluate(EvaluationSet set, StaticEmbedder embedder)
    {
        var lexical = new Bm25([.. set.Items.Select(item => item.Code)]);
        var vectors = Embed(set, embedder);
        double lexicalSum = 0, modelSum = 0, fusedSum = 0;
        var queries = 0;
        var query = new float[embedder.Dimensions];
        for (var right = 0; right < set.Items.Count; right++)
        {
            if (set.Items[right].Query is not { } text) continue;
            queries++;
            embedder.EmbedQuery(text, query);
            var modelScores = new float[set.Items.Count];
            for (var i = 0; i < modelScores.Length; i++)
            {
                modelScores[i] = TensorPrimitives.Dot(query, vectors.AsSpan(i * query.Length, query.Length));
            }

            var lexicalScores = lexical.Scores(text);
            lexicalSum += ReciprocalRank(lexicalScores, right);
            modelSum += ReciprocalRank(modelScores, right);
            fusedSum += ReciprocalRank(Fuse(modelScores, lexicalScores), right);
        }

        return new EvaluationResult(set.Name, set.Items.Count, queries, lexicalSum / queries, modelSum / queries, fusedSum / queries);
    }

    private static float[] Embed(EvaluationSet set, StaticEmbedder embedder)
    {
        var vectors = new float[set.Items.Count * embedder.Dimensions];
        embedder.EmbedDocuments([.. set.Items.Select(item => item.Code)], vectors, CancellationToken.None);
        for (var i = 0; i < set.Items.Count; i++)
        {
            embedder.BlendPath(set.Items[i].Path, vectors.AsSpan(i * embedder.Dimensions, embedder.Dimensions));
        }

        return vectors;
    }

    /// <summary>Ties count against us: an answer that is only as good as others is not found.</summary>
    private static double ReciprocalRank(float[] scores, int right)
    {
        var own = scores[right];
        if (own <= 0) return 0;
        var rank = 0;
        foreach (var score in scores)
        {
            if (score >= own && ++rank > Depth) return 0;
        }

        return 1.0 / rank;
    }

    private static float[] Fuse(float[] model, float[] lexical)
    {
        var (lowest, highest) = (TensorPrimitives.Min(model), TensorPrimitives.Max(model));
        var most = Math.Max(1e-9f, TensorPrimitives.Max(lexical));
        var fused = new float[model.Length];
        for (var i = 0; i < fused.Length; i++)
        {
            fused[i] = (model[i] - lowest) / Math.Max(1e-9f, highest - lowest) + LexicalShare * lexical[i] / most;
        }

        return fused;
    }
}
