using System.Net;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>
/// Fetches model files: the only place of the product that opens a connection, and only when the user said so. Goes on where an earlier
/// run stopped; nothing gets its final name before its size, hash and structure are what they should be.
/// </summary>
public sealed class ModelDownload : IDisposable
{
    private const int BlockBytes = 1 << 17;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly DownloadSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public ModelDownload(DownloadSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        // Redirections are followed by Answer, which must see each of them. The proxy is the usual environment variables' or the system's.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout, AutomaticDecompression = DecompressionMethods.None };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("semsearch");
    }

    /// <param name="accept">Looks at the whole file before it gets its name; what it throws refuses the file.</param>
    /// <exception cref="DownloadException">Why not, what is left, and what to do.</exception>
    /// <exception cref="OperationCanceledException">What has come is kept; the next call goes on from there.</exception>
    public async Task<DownloadedFile> FetchAsync(
        DownloadRequest request, Action<Stream> accept, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(request.Target)!;
        Directory.CreateDirectory(folder);
        using var part = PartFile.Open(request.Target, request.Name);
        if (File.Exists(request.Target)) throw new DownloadException(DownloadFailure.Busy, $"{request.Name} is here already: another process has just finished it.");

        await part.ResumeAsync(request.Source, progress, cancellation).ConfigureAwait(false);
        var expected = await ReceiveAllAsync(request, part, progress, cancellation).ConfigureAwait(false);
        progress?.Report(new FileProgress(FileWork.Checking, part.Length, part.Length));
        var sha256 = part.Sha256();
        if (expected.Sha256 is { } known && known != sha256)
        {
            part.Discard();
            throw new DownloadException(
                DownloadFailure.WrongFile, $"What {request.Source.Host} sent as {request.Name} has not the SHA-256 that it should have, so it was deleted. Run the same command again; if that ends "
                + "the same way, try another network.");
        }

        Accept(request, part, accept);
        part.Finish(request.Target);
        return new DownloadedFile(request.Target, part.Length, sha256, expected.Sha256 is not null);
    }

    public void Dispose() => _client.Dispose();

    private static void Accept(DownloadRequest request, PartFile part, Action<Stream> accept)
    {
        try
        {
            accept(part.Read());
        }
        catch (ModelFormatException refused)
        {
            part.Discard();
            throw new DownloadException(DownloadFailure.WrongFile, $"What {request.Source.Host} sent as {request.Name} was deleted: {refused.Message}", refused);
        }
    }

    /// <summary>Asks again, after a pause, as long as that may help.</summary>
    private async Task<Expectation> ReceiveAllAsync(
        DownloadRequest request, PartFile part, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var furthest = part.Length;
        for (var failures = 1; ; failures++)
        {
            Interruption interruption;
            try
            {
                // An answer that does not go on with what is here costs that, and one more question.
                while (true)
                {
                    if (await ReceiveAsync(request, part, progress, cancellation).ConfigureAwait(false) is { } expected) return expected;
                }
            }
            catch (Exception failure) when (Interruption.Of(failure, request.Source, _settings.StallTimeout, cancellation) is { } found)
            {
                interruption = found;
            }

            if (part.Length > furthest) (furthest, failures) = (part.Length, 1);
            if (!interruption.Passing || failures >= _settings.Attempts)
            {
                var kept = part.Length > 0 ? $" {part.Length:N0} bytes are kept: the same command goes on from there." : " Run the same command again when that is mended.";
                throw new DownloadException(DownloadFailure.Network, $"The download of {request.Name} stopped: {interruption.What}{kept}");
            }

            await Task.Delay(interruption.Pause ?? _settings.FirstPause * Math.Pow(2, failures - 1), _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>What the whole file should be, when it is here; null to ask again from the start.</returns>
    private async Task<Expectation?> ReceiveAsync(
        DownloadRequest request, PartFile part, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_settings.StallTimeout);
        using var answer = await Answer.GetAsync(_client, request, part.Length, part.Version, patience.Token).ConfigureAwait(false);
        if (ServerBusyException.Means(answer.Status)) throw ServerBusyException.Of(answer.Response, _time.GetUtcNow());
        var expected = Expectation.Of(request, answer);
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                part.Restart();
                break;
            case HttpStatusCode.PartialContent when answer.Response.Content.Headers.ContentRange?.From == part.Length && answer.Version == part.Version:
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0 && part.Length == (expected.Size ?? answer.Response.Content.Headers.ContentRange?.Length):
                return expected;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0:
                part.Restart();
                return null;
            default:
                throw Refusal.Of(answer.Status, request);
        }

        RefuseWithoutSpace(request, part, expected.Size);
        part.Describe(request.Source, answer.Version);
        await using var body = await answer.Response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        await CopyAsync(body, request, part, expected, progress, patience, cancellation).ConfigureAwait(false);
        if (expected.Size > part.Length) throw new IOException("it ended early");
        return expected;
    }

    private async Task CopyAsync(
        Stream body, DownloadRequest request, PartFile part, Expectation expected, IProgress<FileProgress>? progress, CancellationTokenSource patience,
        CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        while (true)
        {
            patience.CancelAfter(_settings.StallTimeout);
            var least = part.Length == 0 ? ForeignFile.HeadBytes : 1;
            var read = await body.ReadAtLeastAsync(block, least, throwOnEndOfStream: false, patience.Token).ConfigureAwait(false);
            if (part.Length == 0 && ForeignFile.Explain(block.AsSpan(0, read)) is { } reason)
            {
                throw new DownloadException(DownloadFailure.WrongFile, $"What {request.Source.Host} sent as {request.Name} is not a model. {reason}");
            }

            if (read == 0) return;
            if (part.Length + read > expected.Size)
            {
                part.Restart();
                throw new DownloadException(
                    DownloadFailure.WrongFile, $"{request.Source.Host} sends more than the {expected.Size:N0} bytes that {request.Name} has. Nothing is kept; try later, or another network.");
            }

            await WriteAsync(request, part, block.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report(new FileProgress(FileWork.Receiving, part.Length, expected.Size));
        }
    }

    private static async Task WriteAsync(DownloadRequest request, PartFile part, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await part.AppendAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new DownloadException(
                DownloadFailure.NoSpace,
                DiskSpace.IsFull(failure)
                    ? $"The disk became full after {part.Length:N0} bytes of {request.Name}. They are kept: free some space, and the same command goes on from there."
                    : $"{request.Name} could not be written ({failure.Message}). {part.Length:N0} bytes are kept; check the disk and run the same command again.",
                failure);
        }
    }

    private void RefuseWithoutSpace(DownloadRequest request, PartFile part, long? size)
    {
        var folder = Path.GetDirectoryName(request.Target)!;
        var needed = size - part.Length + _settings.SpareBytes;
        if (DiskSpace.FreeAt(folder) is not { } free || needed is null || needed <= free) return;
        throw new DownloadException(
            DownloadFailure.NoSpace, $"{request.Name} needs {needed:N0} bytes in {folder}, where {free:N0} are free. Free some space, then run the same command again.");
    }
}
