using System.Globalization;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Output;

/// <summary>What a change of the model means, in sentences: its estimate, and what follows.</summary>
internal static class PlanText
{
    /// <param name="active">The model that answers now.</param>
    public static string Of(ModelEstimate estimate, string active)
    {
        var reused = estimate.Chunks - estimate.ChunksToEmbed;
        var tokens = estimate.ChunksToEmbed * estimate.TokensPerChunk;
        return $"""
            {EstimateText.Of(estimate)}
            In all it reads about {tokens.ToString("N0", CultureInfo.InvariantCulture)} tokens; {reused:N0} chunks are copies or were read before and cost nothing.
            Until you promote it, {active} answers. Afterwards a question takes about {estimate.Query.TotalMilliseconds:N0} ms, the first one after a pause of five minutes {estimate.Loading.TotalSeconds:N1} s; with the bundled model it takes a few.
            A saved file is found by words at once, and by meaning when {estimate.Model} has read it.
            """;
    }
}
