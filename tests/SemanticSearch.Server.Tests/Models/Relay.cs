using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>
/// This assembly again, as a process between the sidecar and a real worker: it passes every frame on, writes down what was computed, dies when the worker
/// begins with certain tokens, as llama.cpp would over a text that it does not survive, and dies as the worker died.
/// </summary>
internal static class Relay
{
    private const string Command = "relay";

    /// <summary>128 + SIGSEGV and SIGKILL; on Windows an access violation and what TerminateProcess is called with.</summary>
    private static readonly int Crashed = OperatingSystem.IsWindows() ? unchecked((int)0xC000_0005) : 139, Killed = OperatingSystem.IsWindows() ? -1 : 137;

    /// <param name="log">A line for each event: see <see cref="RelayLog"/>.</param>
    /// <param name="deadly">A sequence that has these tokens side by side ends it; empty for none.</param>
    public static WorkerLaunch Launch(WorkerLaunch real, string log, IEnumerable<int> deadly)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new WorkerLaunch(host, ["exec", typeof(Relay).Assembly.Location, Command, log, string.Join(',', deadly), real.FileName, .. real.Arguments]);
    }

    /// <summary>Entry of the process; the test runner never comes here.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [Command, var log, var deadly, var worker, .. var rest]) return 2;
        var tokens = deadly.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(token => int.Parse(token, CultureInfo.InvariantCulture)).ToArray();
        using var process = Process.Start(new ProcessStartInfo(worker, rest) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        File.AppendAllText(log, $"{RelayLog.Process} {process.Id}\n");
        var batches = new System.Collections.Concurrent.ConcurrentDictionary<int, EmbedMessage>();
        new Thread(() => PassRequests(process, batches)) { IsBackground = true }.Start();
        using var output = Console.OpenStandardOutput();
        while (Read(process) is { } message)
        {
            Send(output, message);
            if (message is BegunMessage begun && IsDeadly(batches[begun.Id], tokens)) Die(process, log, batches[begun.Id]);
            if (message is VectorsMessage vectors) File.AppendAllText(log, $"{RelayLog.Computed} {batches[vectors.Id].Sequences.Count}\n");
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? 0 : Killed;
    }

    private static void PassRequests(Process process, System.Collections.Concurrent.ConcurrentDictionary<int, EmbedMessage> batches)
    {
        using var input = Console.OpenStandardInput();
        try
        {
            while (WorkerFrames.Read(input) is { } message)
            {
                if (message is EmbedMessage batch) batches[batch.Id] = batch;
                Send(process.StandardInput.BaseStream, message);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The worker was killed; the other thread ends this process.
        }
    }

    private static WorkerMessage? Read(Process process)
    {
        try
        {
            return WorkerFrames.Read(process.StandardOutput.BaseStream);
        }
        catch (Exception cut) when (cut is IOException or MalformedFrameException)
        {
            // It was killed inside a frame.
            return null;
        }
    }

    private static bool IsDeadly(EmbedMessage batch, int[] tokens) => tokens.Length > 0 && batch.Sequences.Any(sequence => sequence.Span.IndexOf(tokens) >= 0);

    private static void Die(Process process, string log, EmbedMessage batch)
    {
        File.AppendAllText(log, $"{RelayLog.Died} {batch.Sequences.Count}\n");
        process.Kill();
        Environment.Exit(Crashed);
    }

    private static void Send(Stream to, WorkerMessage message)
    {
        to.Write(WorkerFrames.Compose(message));
        to.Flush();
    }
}

/// <summary>What <see cref="Relay"/> processes wrote down, one after the other.</summary>
internal sealed class RelayLog(string file)
{
    internal const string Process = "process", Computed = "computed", Died = "died";

    public string File => file;

    /// <summary>Of the real worker that runs now, or ran last.</summary>
    public int LastProcess => Read(Process).LastOrDefault();

    /// <summary>Texts whose vectors came back, counted as often as they did.</summary>
    public int Texts => Read(Computed).Sum();

    /// <summary>Sizes of the batches over which it died.</summary>
    public List<int> Deaths => Read(Died);

    private List<int> Read(string kind)
    {
        if (!System.IO.File.Exists(file)) return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        // The last line may be half written.
        var whole = reader.ReadToEnd().Split('\n')[..^1];
        return [.. whole.Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => int.Parse(line.AsSpan(kind.Length + 1), CultureInfo.InvariantCulture))];
    }
}
