namespace SemanticSearch.Server.Mcp;

/// <summary>
/// How much of a model's context a text takes. Every model counts in its own way, so this is an estimate, made so that it is rather too high than too low for code.
/// </summary>
internal static class TokenBudget
{
    /// <summary>Of code in ASCII, a token of today's models is on average about this long.</summary>
    public const double CharactersPerToken = 3.5;

    /// <summary>Bounds and default of <c>maxTokens</c>.</summary>
    public const int Least = 200, Most = 20_000, Usual = 4_000;

    /// <returns>Tokens; a character beyond ASCII counts as one by itself.</returns>
    public static int Estimate(ReadOnlySpan<char> text)
    {
        var other = 0;
        foreach (var character in text)
        {
            if (character > '\x7f') other++;
        }
        return other + (int)Math.Ceiling((text.Length - other) / CharactersPerToken);
    }
}
