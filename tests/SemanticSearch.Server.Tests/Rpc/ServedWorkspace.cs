using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

/// <summary>A server and its editor in one process, over pipes in memory; folders, index and files are real.</summary>
internal sealed class ServedWorkspace : IAsyncDisposable
{
    private readonly Pipe _toServer = new(), _fromServer = new();
    private readonly TemporaryFolder _home = new();
    private readonly EditorServer _server;
    private readonly List<TemporaryFolder> _folders = [];
    private readonly ConcurrentQueue<string> _log = new();

    public ServedWorkspace()
    {
        _server = new EditorServer(
            _toServer.Reader.AsStream(), _fromServer.Writer.AsStream(), folder => new WorkspaceOptions(folder, null, _home.Path), _home.Path,
            () => ModelStore.Shipped(_home.Path), new Log(_log), Watched.Add);
        Served = ServeAsync();
        Editor = new EditorClient(_fromServer.Reader.AsStream(), _toServer.Writer.AsStream());
    }

    public EditorClient Editor { get; }

    public List<int> Watched { get; } = [];

    /// <summary>Ends when the server does.</summary>
    public Task Served { get; }

    /// <summary>Text as it comes from something that is no editor.</summary>
    public ValueTask<FlushResult> SendRawAsync(string text) => _toServer.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));

    public void CloseInput() => _toServer.Writer.Complete();

    public TemporaryFolder AddFolder()
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        return folder;
    }

    public static FolderRef Ref(TemporaryFolder folder) => new(folder.Path, Path.GetFileName(folder.Path));

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await Served.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        Editor.Dispose();
        foreach (var folder in _folders) folder.Dispose();
        _home.Dispose();

        // Whatever the test looked at, the server must not have run into a fault of its own.
        Assert.Empty(_log);
    }

    private async Task ServeAsync()
    {
        try
        {
            await _server.RunAsync(CancellationToken.None);
        }
        finally
        {
            await _fromServer.Writer.CompleteAsync();
        }
    }

    private sealed class Log(ConcurrentQueue<string> errors) : ILogger<EditorServer>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }
}
