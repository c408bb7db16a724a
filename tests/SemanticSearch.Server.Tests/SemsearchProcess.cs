using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Server.Tests;

/// <param name="ExitCode">As a shell would see it.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>The real executable, as it lies beside the tests, with a data directory of its own.</summary>
/// <param name="environment">Variables that it finds set besides the tests' own.</param>
internal sealed partial class SemsearchProcess(string workingDirectory, string home, params (string Name, string Value)[] environment)
{
    // SIGINT of POSIX.
    private const int Interrupt = 2;

    /// <summary>128 + SIGKILL; on Windows what TerminateProcess is called with.</summary>
    private static readonly int Killed = OperatingSystem.IsWindows() ? -1 : 137;

    /// <summary>Generous, and only there so that a hanging process fails its test instead of the whole run.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly string Executable =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch");

    public Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    public async Task<ProcessResult> RunAsync(string input, string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
        process.StandardInput.Close();
        return await EndAsync(process, new StringBuilder(), process.StandardOutput, deadline.Token);
    }

    /// <summary>Closes the reading end of its stdout at once, as <c>| head -0</c> does.</summary>
    public async Task<ProcessResult> RunWithoutReaderAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        process.StandardOutput.Close();
        process.StandardInput.Close();
        return await EndAsync(process, new StringBuilder(), TextReader.Null, deadline.Token);
    }

    /// <summary>Presses Ctrl+C as soon as stderr has a line that contains <paramref name="sign"/>.</summary>
    public async Task<ProcessResult> InterruptAsync(string sign, params string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        process.StandardInput.Close();
        var said = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(deadline.Token) is { } line)
        {
            said.AppendLine(line);
            if (!line.Contains(sign, StringComparison.Ordinal)) continue;
            if (Kill(process.Id, Interrupt) != 0) throw new InvalidOperationException("The signal could not be sent.");
            break;
        }

        return await EndAsync(process, said, process.StandardOutput, deadline.Token);
    }

    /// <summary>Kills it and the processes that it started, as <c>kill -9</c> does, unless it has ended by itself before.</summary>
    /// <param name="when">Waits for the moment; false when the process ended first.</param>
    /// <returns>Null when it was killed.</returns>
    public async Task<ProcessResult?> KillAsync(Func<Process, bool> when, string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        process.StandardInput.Close();
        var ending = EndAsync(process, new StringBuilder(), process.StandardOutput, deadline.Token);
        if (await Task.Run(() => when(process), deadline.Token)) process.Kill(entireProcessTree: true);
        var result = await ending;
        return result.ExitCode == Killed ? null : result;
    }

    private static async Task<ProcessResult> EndAsync(Process process, StringBuilder said, TextReader results, CancellationToken deadline)
    {
        try
        {
            var output = results.ReadToEndAsync(deadline);
            var error = process.StandardError.ReadToEndAsync(deadline);
            await process.WaitForExitAsync(deadline);
            return new ProcessResult(process.ExitCode, await output, said + await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment[DataDirectory.Variable] = home;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{Executable} did not start.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
