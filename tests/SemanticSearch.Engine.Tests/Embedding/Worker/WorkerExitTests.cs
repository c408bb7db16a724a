using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Engine.Tests.Embedding.Worker;

public sealed class WorkerExitTests
{
    [Theory]
    [InlineData(137, WorkerDeath.Killed, "memory")]
    [InlineData(143, WorkerDeath.Killed, "SIGTERM")]
    [InlineData(134, WorkerDeath.Crashed, "SIGABRT")]
    [InlineData(139, WorkerDeath.Crashed, "SIGSEGV")]
    [InlineData(135, WorkerDeath.Crashed, "SIGBUS")]
    [InlineData(138, WorkerDeath.Crashed, "SIGBUS")]
    [InlineData(132, WorkerDeath.Crashed, "signal 4")]
    [InlineData(0, WorkerDeath.Ended, "exit code 0")]
    [InlineData(2, WorkerDeath.Ended, "exit code 2")]
    [InlineData(255, WorkerDeath.Ended, "exit code 255")]
    public void On_Unix_the_signal_says_how_it_died(int exitCode, WorkerDeath death, string words)
        => AssertExit(WorkerExit.Of(exitCode, windows: false), death, words);

    [Theory]
    [InlineData(-1, WorkerDeath.Killed, "from outside")]
    [InlineData(1, WorkerDeath.Killed, "from outside")]
    [InlineData(unchecked((int)0xC000013A), WorkerDeath.Killed, "from outside")]
    [InlineData(3, WorkerDeath.Crashed, "abort")]
    [InlineData(unchecked((int)0xC0000005), WorkerDeath.Crashed, "0xC0000005")]
    [InlineData(unchecked((int)0xC0000409), WorkerDeath.Crashed, "0xC0000409")]
    [InlineData(unchecked((int)0xE0434352), WorkerDeath.Crashed, "0xE0434352")]
    [InlineData(0, WorkerDeath.Ended, "exit code 0")]
    [InlineData(2, WorkerDeath.Ended, "exit code 2")]
    public void On_Windows_the_exit_code_says_how_it_died(int exitCode, WorkerDeath death, string words)
        => AssertExit(WorkerExit.Of(exitCode, windows: true), death, words);

    private static void AssertExit(WorkerExit exit, WorkerDeath death, string words)
    {
        Assert.Equal(death, exit.Death);
        Assert.Contains(words, exit.Words, StringComparison.Ordinal);
    }
}
