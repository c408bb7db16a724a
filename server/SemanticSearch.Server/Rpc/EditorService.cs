using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SemanticSearch.Server.Rpc;

/// <summary>Runs the server for one editor inside the host, and stops the host when that editor is gone: by `exit`, end of input, or death.</summary>
internal sealed partial class EditorService(EditorServer server, IHostApplicationLifetime host, ParentProcess parent, ILogger<EditorService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, parent.Gone);
        try
        {
            await server.RunAsync(gone.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The editor died, or the host is stopping.
        }
        catch (MalformedStreamException malformed)
        {
            LogMalformed(malformed.Message);
            await Console.Error.WriteLineAsync($"{malformed.Message} 'semsearch serve' speaks JSON-RPC with an editor; it is not for typing.").ConfigureAwait(false);
            Environment.ExitCode = (int)Commands.ExitCode.Usage;
        }
        finally
        {
            host.StopApplication();
        }
    }

    [LoggerMessage(LogLevel.Error, "the input is not the protocol: {Reason}")]
    private partial void LogMalformed(string reason);
}

/// <summary>The editor's process: when it ends without a word, so does this one.</summary>
internal sealed class ParentProcess : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Process? _process;

    /// <summary>Cancelled when the process has ended.</summary>
    public CancellationToken Gone => _gone.Token;

    public void Watch(int processId)
    {
        try
        {
            _process = Process.GetProcessById(processId);
            _process.EnableRaisingEvents = true;
            _process.Exited += (_, _) => _gone.Cancel();
            if (_process.HasExited) _gone.Cancel();
        }
        catch (ArgumentException)
        {
            _gone.Cancel();
        }
        catch (Exception refused) when (refused is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It may not be watched (another user's); the end of input still tells.
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _gone.Dispose();
    }
}
