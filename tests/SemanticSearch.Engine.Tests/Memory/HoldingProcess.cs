using System.Diagnostics;

namespace SemanticSearch.Engine.Tests.Memory;

/// <summary>A process that holds in memory what is written to it (`tail -c` keeps the end of its input until it knows that it is the end).</summary>
internal sealed class HoldingProcess : IDisposable
{
    private static readonly byte[] Megabyte = new byte[1 << 20];

    private readonly Process _process;

    private HoldingProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <param name="setUp">A line of shell that limits the process; it has come to pass when this returns.</param>
    public static HoldingProcess Start(string setUp)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{setUp} && echo ready && exec tail -c 1073741824");
        var process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() == "ready"
            ? new HoldingProcess(process)
            : throw new InvalidOperationException($"'{setUp}' was refused.");
    }

    public void Hold(int megabytes)
    {
        for (var i = 0; i < megabytes; i++) _process.StandardInput.BaseStream.Write(Megabyte);
        _process.StandardInput.BaseStream.Flush();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
