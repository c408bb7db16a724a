namespace SemanticSearch.Engine.Health;

/// <summary>Remembers, for one index, what alerts need of the minutes before. To be shown the facts about every minute, by one thread at a time.</summary>
public sealed class AlertWatch(TimeProvider time)
{
    private readonly Dictionary<AlertRule, long> _since = [];

    /// <summary>Oldest first; the first is the newest of those that are a <see cref="AlertRules.CacheWindow"/> old, once there is one.</summary>
    private readonly Queue<(long At, long Reused, long Computed)> _samples = [];

    /// <returns>What holds now; pending, as long as it does not hold for long enough.</returns>
    public IReadOnlyList<Alert> See(HealthFacts facts)
    {
        var now = time.GetTimestamp();
        var alerts = AlertRules.Evaluate(facts with { RecentLookUps = LookUpsSince(now, facts) });
        foreach (var ended in _since.Keys.Except(alerts.Select(alert => alert.Rule)).ToList()) _since.Remove(ended);
        foreach (var alert in alerts) _since.TryAdd(alert.Rule, now);
        return [.. alerts.Select(alert => alert with { Pending = time.GetElapsedTime(_since[alert.Rule], now) < alert.Rule.Lasting })];
    }

    private CacheLookUps? LookUpsSince(long now, HealthFacts facts)
    {
        // What is counted during a first reading, or in an index that was set aside, says nothing about what comes after it.
        if (facts.IsFirstReading || (_samples.TryPeek(out var last) && facts.Reused + facts.Computed < last.Reused + last.Computed)) _samples.Clear();
        if (facts.IsFirstReading) return null;
        _samples.Enqueue((now, facts.Reused, facts.Computed));
        while (_samples.Count > 1 && IsWindowOld(_samples.ElementAt(1).At)) _samples.Dequeue();
        var first = _samples.Peek();
        if (!IsWindowOld(first.At)) return null;
        var found = facts.Reused - first.Reused;
        return new CacheLookUps(found, found + facts.Computed - first.Computed);

        bool IsWindowOld(long at) => time.GetElapsedTime(at, now) >= AlertRules.CacheWindow;
    }
}
