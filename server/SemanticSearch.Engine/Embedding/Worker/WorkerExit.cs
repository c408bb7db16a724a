namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>What a process's exit code says about its end.</summary>
/// <param name="Words">What follows on "The embedding worker".</param>
internal sealed record WorkerExit(WorkerDeath Death, string Words)
{
    private const int SignalBase = 128;
    private const int LastSignal = 31;

    /// <summary>TerminateProcess as .NET calls it, and as the Task Manager does.</summary>
    private const int TerminatedByProgram = -1, TerminatedByUser = 1;

    /// <summary>The C runtime's abort().</summary>
    private const int WindowsAbort = 3;

    /// <summary>STATUS_CONTROL_C_EXIT.</summary>
    private const uint InterruptedStatus = 0xC000_013A;

    /// <summary>From here on Windows' exit codes are exceptions that nobody handled.</summary>
    private const uint FirstErrorStatus = 0xC000_0000;

    /// <param name="exitCode">As .NET gives it: on Unix 128 + signal for a process that a signal ended.</param>
    public static WorkerExit Of(int exitCode, bool windows) => windows ? OfWindows(exitCode) : OfUnix(exitCode);

    private static WorkerExit OfUnix(int exitCode) => (exitCode - SignalBase) switch
    {
        9 => new(WorkerDeath.Killed, "was killed (SIGKILL), most likely by the system because memory ran short."),
        1 => new(WorkerDeath.Killed, "was ended from outside (SIGHUP)."),
        2 => new(WorkerDeath.Killed, "was ended from outside (SIGINT)."),
        15 => new(WorkerDeath.Killed, "was ended from outside (SIGTERM)."),
        6 => new(WorkerDeath.Crashed, "crashed (SIGABRT)."),
        11 => new(WorkerDeath.Crashed, "crashed (SIGSEGV)."),
        // 7 on Linux, 10 on macOS.
        7 or 10 => new(WorkerDeath.Crashed, "crashed (SIGBUS)."),
        > 0 and <= LastSignal => new(WorkerDeath.Crashed, $"crashed (signal {exitCode - SignalBase})."),
        _ => Ended(exitCode),
    };

    private static WorkerExit OfWindows(int exitCode) => exitCode switch
    {
        TerminatedByProgram or TerminatedByUser or unchecked((int)InterruptedStatus) => new(WorkerDeath.Killed, "was ended from outside."),
        WindowsAbort => new(WorkerDeath.Crashed, "crashed (abort)."),
        _ when (uint)exitCode >= FirstErrorStatus => new(WorkerDeath.Crashed, $"crashed (0x{exitCode:X8})."),
        _ => Ended(exitCode),
    };

    private static WorkerExit Ended(int exitCode) => new(WorkerDeath.Ended, $"ended by itself (exit code {exitCode}).");
}
