namespace SemanticSearch.Engine.Health;

/// <param name="Name">For programs: "memory", "query-latency".</param>
/// <param name="Condition">In words, with its figures.</param>
/// <param name="Lasting">How long it must hold without a break before it is an alert.</param>
/// <param name="NextStep">What to do about it.</param>
/// <param name="Observe">What is seen, in words and figures, while the condition holds; null while it does not.</param>
public sealed record AlertRule(string Name, string Condition, TimeSpan Lasting, string NextStep, Func<HealthFacts, string?> Observe);

/// <param name="Text">What is seen, with figures.</param>
/// <param name="Pending">The condition holds, but has not been seen to last as long as its rule asks for: not to be told yet.</param>
public sealed record Alert(AlertRule Rule, string Text, bool Pending);
