namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>Time that stands still until a test moves it. For timers with a period, which is all that a watch uses.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_gate) due = [.. _timers.Where(timer => timer.Passes(by))];
        foreach (var timer in due) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    private sealed class Timer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _left;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_left, _period) = (dueTime, period);
            return true;
        }

        public bool Passes(TimeSpan by)
        {
            _left -= by;
            if (_left > TimeSpan.Zero) return false;
            _left += _period;
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
