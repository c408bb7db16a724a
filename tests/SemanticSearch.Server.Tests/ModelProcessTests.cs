using SemanticSearch.Tests.Http;

namespace SemanticSearch.Server.Tests;

/// <summary>What only the whole executable shows of a download: its environment, and how it is stopped.</summary>
public sealed class ModelProcessTests : IDisposable
{
    private const string Model = "coderankembed";

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_usual_variable_names_the_proxy()
    {
        await using var proxy = new FileServer((_, wire) => wire.HeadAsync("404 Not Found", "Content-Length: 0"));
        var process = new SemsearchProcess(home.Path, home.Path, ("http_proxy", proxy.Address.AbsoluteUri), ("HF_ENDPOINT", "http://mirror.invalid"), ("HF_TOKEN", "secret"));

        var result = await process.RunAsync("model", "download", Model);

        Assert.Equal(7, result.ExitCode);
        var asked = Assert.Single(proxy.Asked);
        Assert.StartsWith("http://mirror.invalid/", asked.Target);
        // Anybody could read it on a way without encryption.
        Assert.Null(asked.Header("Authorization"));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_download_at_once_and_keeps_what_has_come()
    {
        if (OperatingSystem.IsWindows()) return; // no signals there
        var begun = "GGUF and some more"u8.ToArray();
        await using var server = new FileServer(async (_, wire) =>
        {
            await wire.HeadAsync("200 OK", "ETag: \"one\"");
            await wire.BodyAsync(begun);
            await wire.BodyAsync(new byte[1_000_000]);
            // A slow server: there is something to report all the time, and no end of it.
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await pace.WaitForNextTickAsync(wire.End)) await wire.BodyAsync(new byte[1_000]);
        });
        var process = new SemsearchProcess(home.Path, home.Path, ("HF_ENDPOINT", server.Address.AbsoluteUri));

        var result = await process.InterruptAsync("downloading:", "model", "download", Model);

        Assert.Equal(130, result.ExitCode);
        Assert.Contains($"MB of {Model} are kept; the same command goes on from there.", result.Error);
        Assert.Single(Directory.EnumerateFiles(home.FullPath("models"), "*.part"));
    }
}
