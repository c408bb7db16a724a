using System.Security.Cryptography;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Tests.Http;

namespace SemanticSearch.Engine.Tests.Models.Fetching;

/// <summary>A server, a folder, and a file that begins as models do: a download in two lines.</summary>
internal sealed class DownloadFixture : IAsyncDisposable
{
    public const int Size = 3_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly ModelDownload _download;

    public DownloadFixture(DownloadSettings? settings, params Func<HttpAsked, HttpWire, Task>[] script)
    {
        Server = new FileServer(script);
        _download = new ModelDownload(settings ?? Quick, TimeProvider.System);
        Target = _folder.FullPath("model.gguf");
    }

    public DownloadFixture(params Func<HttpAsked, HttpWire, Task>[] script)
        : this(null, script)
    {
    }

    /// <summary>Without pauses between attempts.</summary>
    public static DownloadSettings Quick { get; } = DownloadSettings.Default with { FirstPause = TimeSpan.Zero, Attempts = 3, SpareBytes = 0 };

    public static byte[] File { get; } = MakeFile();

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(File));

    public FileServer Server { get; }

    public string Target { get; }

    public string Part => Target + ".part";

    public bool LeftNothing => !Path.Exists(Target) && !Path.Exists(Part) && !Path.Exists(Part + ".note");

    /// <summary>A part of the file, or of another one, as an earlier run left it.</summary>
    public void LeavePart(ReadOnlySpan<byte> bytes, string etag = "\"one\"")
    {
        System.IO.File.WriteAllBytes(Part, bytes);
        System.IO.File.WriteAllText(Part + ".note", $"{Server.Address}file\n{etag}\n");
    }

    public Task<DownloadedFile> FetchAsync(
        long? size = null, string? sha256 = null, string? token = null, IProgress<FileProgress>? progress = null, Action<Stream>? accept = null,
        CancellationToken cancellation = default) =>
        _download.FetchAsync(
            new DownloadRequest("the-model", new Uri(Server.Address, "file"), Target, size, sha256, token), accept ?? (_ => { }), progress, cancellation);

    /// <summary>The download has to fail; its message is for people, so it names the model and says more than one sentence's worth.</summary>
    public async Task<DownloadException> FailAsync(long? size = null, string? sha256 = null, string? token = null, Action<Stream>? accept = null)
    {
        var failure = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(size, sha256, token, accept: accept));
        Assert.False(Path.Exists(Target));
        Assert.DoesNotContain("Exception", failure.Message);
        return failure;
    }

    public void AssertWhole() => Assert.Equal(Sha256, Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(Target))));

    public async ValueTask DisposeAsync()
    {
        _download.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static byte[] MakeFile()
    {
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        "GGUF"u8.CopyTo(bytes);
        return bytes;
    }
}
