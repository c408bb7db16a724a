using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

/// <summary>An editor's side of the protocol, written against the bytes rather than against the server's own connection class.</summary>
internal sealed class EditorClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly MessageStream _stream;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly List<(string Method, JsonElement Params)> _told = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _id;

    public EditorClient(Stream fromServer, Stream toServer)
    {
        _stream = new MessageStream(fromServer, toServer);
        Ended = ListenAsync();
    }

    /// <summary>When the server has closed its end.</summary>
    public Task Ended { get; }

    public int LastId => _id;

    public Task<JsonElement> InitializeAsync(params FolderRef[] folders) => InitializeAsync(true, folders);

    public Task<JsonElement> InitializeAsync(bool trusted, params FolderRef[] folders) => AskAsync(
        Methods.Initialize, new InitializeParams(Protocol.Version, "tests", "1", null, trusted, folders), RpcJson.Default.InitializeParams);

    public async Task<SearchResult> SearchAsync(string query, FilterParams? filter = null) => (await AskAsync(
        Methods.Search, new SearchParams(query, 10, filter ?? AnyFile, null), RpcJson.Default.SearchParams)).Deserialize(RpcJson.Default.SearchResult)!;

    public static FilterParams AnyFile { get; } = new([], [], [], false, TestFiles.Included);

    /// <returns>The result.</returns>
    /// <exception cref="RpcException">The server answered with an error.</exception>
    public Task<JsonElement> AskAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => AskAsync(method, JsonSerializer.Serialize(parameters, type));

    public async Task<JsonElement> AskAsync(string method, string? parameters = null)
    {
        var answer = await BeginAsync(method, parameters).WaitAsync(Patience);
        return answer.TryGetProperty("error", out var error)
            ? throw new RpcException(error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!)
            : answer.GetProperty("result");
    }

    public Task TellAsync<T>(string method, T parameters, JsonTypeInfo<T> type)
        => SendAsync($$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{JsonSerializer.Serialize(parameters, type)}}}""");

    public async Task SendAsync(string message)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(message), CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <returns>The whole answer, once it comes.</returns>
    public async Task<JsonElement> BeginAsync(string method, string? parameters = null)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}"{{(parameters is null ? "" : ",\"params\":" + parameters)}}}""");
        return await answer.Task;
    }

    /// <summary>Waits until the server has told that all folders are in this state.</summary>
    public Task<JsonElement> UntilAsync(FolderState state) => UntilAsync(
        Methods.StatusChanged,
        told => told.Deserialize(RpcJson.Default.StatusChangedParams)!.Folders is { Count: > 0 } folders && folders.All(folder => folder.State == state));

    /// <returns>The parameters of the first such notification, past or to come.</returns>
    public async Task<JsonElement> UntilAsync(string method, Func<JsonElement, bool> fits)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task news;
            lock (_told)
            {
                foreach (var (told, given) in _told)
                {
                    if (told == method && fits(given)) return given;
                }
                news = _news.Task;
            }
            await news.WaitAsync(patience.Token);
        }
    }

    /// <summary>Asks again until the answer fits: for what happens on the server's side in its own time.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> fits)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await ask();
            if (fits(answer)) return answer;
            Assert.True(DateTime.UtcNow < deadline, $"It did not come about within {Patience.TotalSeconds} seconds; last answer: {answer}");
            await Task.Yield();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task ListenAsync()
    {
        while (await _stream.ReadAsync(CancellationToken.None) is { } message)
        {
            var json = JsonDocument.Parse(message).RootElement;
            if (json.TryGetProperty("method", out var method))
            {
                lock (_told)
                {
                    _told.Add((method.GetString()!, json.GetProperty("params")));
                    var news = _news;
                    _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    news.SetResult();
                }
            }
            else if (json.GetProperty("id").ValueKind == JsonValueKind.Number && _asked.TryRemove(json.GetProperty("id").GetInt32(), out var asked)) asked.SetResult(json);
            else
            {
                lock (_told) _told.Add(("", json));
            }
        }
        foreach (var open in _asked.Values) open.TrySetException(new EndOfStreamException("The server closed the connection."));
    }
}
