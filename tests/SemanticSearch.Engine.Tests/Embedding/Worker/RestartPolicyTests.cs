using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Engine.Tests.Embedding.Worker;

public sealed class RestartPolicyTests
{
    private static readonly WorkerEnd
        Killed = new(WorkerDeath.Killed, "It was killed.", "", Wish: null),
        Crashed = new(WorkerDeath.Crashed, "It crashed.", "", Wish: null),
        Refused = new(WorkerDeath.Killed, "No such device.", "", new EndWish("No such device.", null));

    private readonly RestartPolicy _policy =
        new([new WorkerRuntime("cuda", "a"), new WorkerRuntime("cpu", "b")], "model.gguf", TimeProvider.System);

    [Fact]
    public void A_runtime_that_crashes_or_refuses_is_left_for_the_next()
    {
        Assert.Equal("cuda", _policy.Runtime.Name);

        Assert.Equal(WorkerPhase.Starting, _policy.DiedStarting(Crashed).Phase);

        Assert.Equal("cpu", _policy.Runtime.Name);
        Assert.Equal("cpu (not cuda: It crashed.)", _policy.Loaded("cpu").Device);
    }

    [Fact]
    public void A_kill_says_nothing_against_a_runtime_or_a_file_however_often()
    {
        for (var death = 0; death < 10; death++) Assert.Equal(WorkerPhase.BackingOff, _policy.DiedStarting(Killed).Phase);

        Assert.Equal("cuda", _policy.Runtime.Name);
    }

    [Fact]
    public void What_the_last_runtime_refuses_is_given_up_with_every_reason()
    {
        _policy.DiedStarting(Crashed);

        Assert.Equal(new WorkerState(WorkerPhase.Unusable, "No such device. (not cuda: It crashed.)", "", 0), _policy.DiedStarting(Refused));
    }

    [Fact]
    public void Only_crashes_in_a_row_are_given_up()
    {
        _policy.DiedStarting(Refused);
        WorkerPhase Crash() => _policy.DiedStarting(Crashed).Phase;

        Assert.Equal([WorkerPhase.BackingOff, WorkerPhase.BackingOff], [Crash(), Crash()]);
        _policy.Loaded("cpu");
        Assert.Equal([WorkerPhase.BackingOff, WorkerPhase.BackingOff, WorkerPhase.Unusable], [Crash(), Crash(), Crash()]);
    }

    [Fact]
    public void After_a_reset_the_first_runtime_is_tried_again_at_once()
    {
        _policy.DiedStarting(Refused);
        _policy.DiedStarting(Killed);
        _policy.DiedStarting(Killed);
        Assert.True(_policy.PauseLeft > TimeSpan.Zero);

        _policy.Reset();

        Assert.Equal(("cuda", TimeSpan.Zero), (_policy.Runtime.Name, _policy.PauseLeft));
    }
}
