using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SemanticSearch.Tests.Http;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Target">As the first line has it: a path, or a whole address where the client takes this server for a proxy.</param>
internal sealed record HttpAsked(string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>First byte wanted; 0 without a Range.</summary>
    public int From => Header("Range") is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
}

/// <summary>The wire to one client: a server that misbehaves must be able to write anything.</summary>
internal sealed class HttpWire(Stream stream, CancellationToken end)
{
    /// <summary>Done when the test is over.</summary>
    public CancellationToken End => end;

    public Task HeadAsync(string status, params string[] headers) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n"), end).AsTask();

    public Task BodyAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes, end).AsTask();

    public async Task WholeAsync(string status, ReadOnlyMemory<byte> body, params string[] headers)
    {
        await HeadAsync(status, [.. headers, $"Content-Length: {body.Length}"]);
        await BodyAsync(body);
    }

    /// <summary>Answers as a good file server does: ranges, If-Range and a strong ETag.</summary>
    public Task FileAsync(HttpAsked asked, byte[] file, string etag = "\"one\"")
    {
        var current = asked.Header("If-Range") is not { } wanted || wanted == etag;
        if (asked.Header("Range") is null || !current) return WholeAsync("200 OK", file, $"ETag: {etag}");
        return asked.From >= file.Length
            ? WholeAsync("416 Range Not Satisfiable", default, $"Content-Range: bytes */{file.Length}")
            : WholeAsync("206 Partial Content", file.AsMemory(asked.From), $"ETag: {etag}", $"Content-Range: bytes {asked.From}-{file.Length - 1}/{file.Length}");
    }
}

/// <summary>A real HTTP server on this machine's loopback, whose n-th answer is the n-th of a script; the last one goes on answering.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<HttpAsked, HttpWire, Task>[] _script;
    private readonly Task _accepting;
    private int _answers;
    private bool _stopped;

    public FileServer(params Func<HttpAsked, HttpWire, Task>[] script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<HttpAsked> Asked { get; } = new();

    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true) clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        try
        {
            var stream = client.GetStream();
            var asked = await ReadAsync(stream);
            Asked.Enqueue(asked);
            await _script[Math.Min(Interlocked.Increment(ref _answers), _script.Length) - 1](asked, new HttpWire(stream, _end.Token));
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client hung up, or the test is over: either may be what the test is about.
        }
    }

    private async Task<HttpAsked> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0) throw new IOException("The client said nothing.");
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new HttpAsked(
            lines[0].Split(' ')[1],
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase));
    }
}
