namespace SemanticSearch.Engine.Health;

/// <summary>What is kept of a query, on this machine and nowhere else.</summary>
/// <param name="Generation">The generation that was to answer.</param>
/// <param name="Answered">The one that did; null when words alone answered.</param>
/// <param name="Took">From the question to the answer.</param>
/// <param name="Text">The question; null unless the user wants questions kept.</param>
/// <param name="Token">Different for every query; an opened hit finds its query by it.</param>
public sealed record AnsweredQuery(DateTimeOffset At, long Generation, long? Answered, TimeSpan Took, int Hits, string? Text, string Token);

/// <summary>Something to be written into the table of queries.</summary>
internal abstract record QueryNote;

internal sealed record QueryAnswered(AnsweredQuery Query) : QueryNote;

/// <param name="Place">Of the hit, from 1.</param>
internal sealed record HitOpened(string Token, int Place) : QueryNote;
