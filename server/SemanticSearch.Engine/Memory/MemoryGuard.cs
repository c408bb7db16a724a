namespace SemanticSearch.Engine.Memory;

/// <summary>
/// Watches memory while an embedding model is loaded or wanted, and says when the model should make do with less, go, or come back. It does
/// not ask who uses the memory: on a machine that others have filled, our worker is what we can give up.
/// </summary>
public sealed class MemoryGuard
{
    /// <summary>Shares of the tightest limit in use at which a level begins.</summary>
    public const double AlertAt = 0.70, ShrinkAt = 0.80, EvictAt = 0.90;

    /// <summary>Alert and Shrink end this far below where they begin, so that a reading that wavers does not change the level each time.</summary>
    public const double EndsBelow = 0.05;

    /// <summary>The share in use that may not be exceeded once a model is back; below <see cref="ShrinkAt"/>, so that it does not come back to shrink.</summary>
    public const double ComeBackBelow = 0.75;

    /// <summary>What must be free besides a model's need: a part of the need, and not less than so many bytes.</summary>
    public const double MarginShare = 0.10;

    /// <inheritdoc cref="MarginShare"/>
    public const long LeastMargin = 128L << 20;

    /// <summary>So many readings in a row must have room before a model comes back: loading takes seconds, and a build that runs beside us pauses.</summary>
    public const int ReadingsBeforeReturn = 5;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private long _need;
    private volatile MemoryLevel _level;

    /// <summary>Raised on the watch's own thread, one change after another; what a handler throws ends the watch.</summary>
    public event Action<MemoryChange>? LevelChanged;

    public MemoryLevel Level => _level;

    /// <summary>Bytes that the model takes when it is loaded, as far as known; may be set at any time.</summary>
    public long Need
    {
        get => Interlocked.Read(ref _need);
        set => Interlocked.Exchange(ref _need, value);
    }

    /// <summary>Whether a model that takes so many bytes and is not loaded should be.</summary>
    public static bool HasRoomFor(long need, MemoryReading reading)
        => reading.HasRoomFor(need + Math.Max(LeastMargin, (long)(need * MarginShare)), ComeBackBelow);

    /// <summary>The level after a reading. Levels rise at once, by as many steps as the reading asks for, and fall with hysteresis.</summary>
    /// <param name="level">The level before it. At <see cref="MemoryLevel.Evict"/> the model is not loaded.</param>
    /// <param name="need">Bytes that the model takes when it is loaded.</param>
    public static MemoryLevel Next(MemoryLevel level, MemoryReading reading, long need)
    {
        var reached = Reached(reading.UsedShare);
        if (level == MemoryLevel.Evict) return HasRoomFor(need, reading) ? reached : MemoryLevel.Evict;
        var stays = Reached(reading.UsedShare + EndsBelow);
        return reached >= level ? reached : stays < level ? stays : level;
    }

    /// <summary>Reads at once and then every <see cref="Period"/>, until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The only regular end.</exception>
    public async Task WatchAsync(Func<MemoryReading> read, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, time);
        var readingsWithRoom = 0;
        do
        {
            var reading = read();
            var next = Next(_level, reading, Need);
            if (_level == MemoryLevel.Evict)
            {
                readingsWithRoom = next == MemoryLevel.Evict ? 0 : readingsWithRoom + 1;
                if (readingsWithRoom < ReadingsBeforeReturn) continue;
                readingsWithRoom = 0;
            }
            if (next != _level) MoveTo(next, reading);
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    private static MemoryLevel Reached(double share)
        => share >= EvictAt ? MemoryLevel.Evict : share >= ShrinkAt ? MemoryLevel.Shrink : share >= AlertAt ? MemoryLevel.Alert : MemoryLevel.Calm;

    private void MoveTo(MemoryLevel next, MemoryReading reading)
    {
        var reason = $"{reading}; {Consequence(_level, next)}";
        _level = next;
        LevelChanged?.Invoke(new MemoryChange(next, reading, reason));
    }

    private static string Consequence(MemoryLevel from, MemoryLevel to) => (from, to) switch
    {
        (_, MemoryLevel.Evict) => "the model was unloaded, search answers from the bundled model",
        (MemoryLevel.Evict, _) => "there is room for the model again, it is being loaded",
        (_, MemoryLevel.Shrink) => "the model works in smaller batches",
        (MemoryLevel.Shrink, _) => "the model works in full batches again",
        (_, MemoryLevel.Alert) => $"above {ShrinkAt:0 %} the model works in smaller batches, above {EvictAt:0 %} it is unloaded",
        _ => "the model goes on as before",
    };
}
