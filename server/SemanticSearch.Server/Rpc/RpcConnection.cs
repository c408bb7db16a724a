using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace SemanticSearch.Server.Rpc;

/// <summary>
/// JSON-RPC 2.0 over a pair of streams: reads requests and notifications, answers by a table of routes, cancels on `$/cancelRequest`.
/// </summary>
/// <param name="unexpected">Told of failures that are faults of ours (method, exception).</param>
internal sealed class RpcConnection(
    Stream input, Stream output, IReadOnlyDictionary<string, Route> routes, Action<string, Exception> unexpected)
{
    private const string CancelRequest = "$/cancelRequest";

    /// <summary>Messages on their way out. An editor that reads no more stalls the answers, not the work; notifications are then dropped.</summary>
    private const int MostOutgoing = 1_024;

    private readonly MessageStream _stream = new(input, output);
    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostOutgoing) { SingleReader = true });
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _background = new(1);
    private readonly TaskCompletionSource _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends <see cref="RunAsync"/> as the end of input does.</summary>
    public void Exit() => _exit.TrySetResult();

    /// <summary>Runs until the input ends, <see cref="Exit"/> is called, or it is cancelled. Requests under way are cancelled then.</summary>
    /// <exception cref="MalformedStreamException">What comes in is not this protocol.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A read from a console or pipe cannot be cancelled everywhere: it is left behind instead.
        await using var leaving = cancellation.Register(Exit);
        var writing = WriteAllAsync(ending.Token);
        var answers = new ConcurrentDictionary<Task, byte>();
        try
        {
            while (!_exit.Task.IsCompleted)
            {
                var next = _stream.ReadAsync(ending.Token).AsTask();
                if (await Task.WhenAny(next, _exit.Task).ConfigureAwait(false) != next) break;
                if (await next.ConfigureAwait(false) is not { } message) break;
                var answer = Take(message, ending.Token);
                if (answer.IsCompletedSuccessfully) continue;
                answers.TryAdd(answer, 0);
                _ = answer.ContinueWith(done => answers.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        finally
        {
            foreach (var request in _running.Values) await request.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(answers.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _outgoing.Writer.TryComplete();
            // What was answered before the end is still delivered, unless nobody reads it.
            await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Notify<T>(string method, T parameters, JsonTypeInfo<T> type)
        => _outgoing.Writer.TryWrite(Compose(writer =>
        {
            writer.WriteString("method"u8, method);
            writer.WritePropertyName("params"u8);
            JsonSerializer.Serialize(writer, parameters, type);
        }));

    /// <returns>A task that ends with the answer; finished already for what was done on the spot.</returns>
    private Task Take(byte[] message, CancellationToken ending)
    {
        JsonElement request;
        try
        {
            request = JsonDocument.Parse(message).RootElement;
        }
        catch (JsonException malformed)
        {
            return FailAsync(null, new RpcFailure(RpcException.ParseError, $"A message is not JSON: {malformed.Message}", false));
        }
        var id = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("id", out var given) ? given : (JsonElement?)null;
        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("method", out var name) || name.ValueKind != JsonValueKind.String)
        {
            // An answer to nothing that was asked, or no message at all.
            return id is null || request.TryGetProperty("result", out _) || request.TryGetProperty("error", out _)
                ? Task.CompletedTask
                : FailAsync(id, new RpcFailure(RpcException.InvalidRequest, "A message names no method.", false));
        }
        var method = name.GetString()!;
        request.TryGetProperty("params", out var parameters);
        if (method == CancelRequest)
        {
            if (parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("id", out var cancelled)
                && _running.TryGetValue(cancelled.GetRawText(), out var running)) running.Cancel();
            return Task.CompletedTask;
        }
        if (!routes.TryGetValue(method, out var route))
        {
            // Notifications that begin with "$/" may be ignored, and so may any other that is not known here.
            return id is null
                ? Task.CompletedTask
                : FailAsync(id, new RpcFailure(RpcException.MethodNotFound, $"This server has no method '{method}'.", false));
        }
        // By position, one parameter object at most: what vscode-jsonrpc sends for a request with a single argument is the object itself.
        if (parameters.ValueKind == JsonValueKind.Array) parameters = parameters.GetArrayLength() == 0 ? default : parameters[0];
        return AnswerAsync(id, method, route, parameters, ending);
    }

    /// <remarks>Up to its first wait it runs on the reading loop, so that a cancellation that follows finds the request.</remarks>
    private async Task AnswerAsync(JsonElement? id, string method, Route route, JsonElement parameters, CancellationToken ending)
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancelling.Token);
        var key = id?.GetRawText();
        if (key is not null) _running[key] = cancelling;
        var inTurn = false;
        try
        {
            if (route.Mode == RequestMode.Background)
            {
                await _background.WaitAsync(cancelling.Token).ConfigureAwait(false);
                inTurn = true;
            }
            limited.CancelAfter(route.Deadline);
            var result = route.Mode == RequestMode.Mutating
                ? await route.Answer(parameters, limited.Token).ConfigureAwait(false)
                : await Task.Run(() => route.Answer(parameters, limited.Token), limited.Token).ConfigureAwait(false);
            if (id is { } asked) await SendAsync(asked, result).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            var told = RpcFailure.Of(failure, method, cancelling.IsCancellationRequested);
            if (told.Unexpected || id is null) unexpected(method, failure);
            if (id is not null) await FailAsync(id, told).ConfigureAwait(false);
        }
        finally
        {
            if (inTurn) _background.Release();
            if (key is not null) _running.TryRemove(key, out _);
        }
    }

    private ValueTask SendAsync(JsonElement id, JsonElement? result) => QueueAsync(Compose(writer =>
    {
        writer.WritePropertyName("id"u8);
        id.WriteTo(writer);
        writer.WritePropertyName("result"u8);
        if (result is { } value) value.WriteTo(writer);
        else writer.WriteNullValue();
    }));

    private Task FailAsync(JsonElement? id, RpcFailure failure) => QueueAsync(Compose(writer =>
    {
        writer.WritePropertyName("id"u8);
        if (id is { } asked) asked.WriteTo(writer);
        else writer.WriteNullValue();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, failure.Code);
        writer.WriteString("message"u8, failure.Message);
        writer.WriteEndObject();
    })).AsTask();

    private async ValueTask QueueAsync(byte[] message)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(message).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The connection ended first; nobody waits for the answer any more.
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                await _stream.WriteAsync(message, cancellation).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The editor closed its end. Its closing of the other end, or its death, ends this process.
            _outgoing.Writer.TryComplete();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ending.
        }
    }

    private static byte[] Compose(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            content(writer);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
