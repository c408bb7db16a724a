using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Tests.Http;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Engine.Tests.Models.Fetching;

/// <summary>Models of a manifest, fetched from a real server on this machine into a data directory.</summary>
public sealed class ModelFetchTests : IDisposable
{
    private readonly StoreFixture fixture = new();
    private readonly ModelDownload download = new(DownloadFixture.Quick, TimeProvider.System);

    public void Dispose()
    {
        download.Dispose();
        fixture.Dispose();
    }

    [Fact]
    public async Task A_fetched_model_can_be_used_at_once()
    {
        await using var server = Serving(StoreFixture.CodeModel);

        var fetched = await FetchAsync(server, "small-code");

        Assert.Equal(("small-code:F32", false), (fetched.Entry.Id, fetched.WasHere));
        Assert.Equal(fetched.Path, (await fixture.ResolveAsync("small-code")).Path);
        Assert.Equal("/someone/small-code/resolve/main/small-code.F32.gguf", Assert.Single(server.Asked).Target);
    }

    [Fact]
    public async Task A_hash_that_nobody_knew_is_noted_and_holds_from_then_on()
    {
        await using var server = Serving(StoreFixture.CodeModel);
        var fetched = await FetchAsync(server, "small-code");
        Assert.False(fetched.HashWasKnown);

        TinyModel.Write(fetched.Path, StoreFixture.CodeModel with { Seed = 3 });
        File.SetLastWriteTimeUtc(fetched.Path, DateTime.UtcNow.AddMinutes(1));

        Assert.Contains("its SHA-256 is", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("small-code"))).Message);
    }

    [Fact]
    public async Task Another_model_under_the_right_name_is_not_kept()
    {
        await using var server = Serving(StoreFixture.TextModel);

        var failure = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server, "small-code"));

        Assert.Contains("that is small-text", failure.Message);
        Assert.Empty(Directory.EnumerateFiles(fixture.Store.Folder, "*.gguf*"));
    }

    [Fact]
    public async Task What_is_here_is_not_fetched_again()
    {
        await using var server = Serving(StoreFixture.CodeModel);
        var path = fixture.InWorkspace("small-code.F32.gguf", StoreFixture.CodeModel);

        var fetched = await FetchAsync(server, "small-code");

        Assert.Equal((path, true), (fetched.Path, fetched.WasHere));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Nobody_is_asked_when_the_network_is_to_be_left_alone()
    {
        await using var server = Serving(StoreFixture.CodeModel);

        var failure = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(server, "small-code", offline: true));

        Assert.Equal(DownloadFailure.Offline, failure.Failure);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("bundled")]
    [InlineData("nonsense")]
    public async Task What_cannot_be_downloaded_is_told_without_asking_anyone(string model)
    {
        await using var server = Serving(StoreFixture.CodeModel);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => FetchAsync(server, model));

        Assert.True(failure is ModelFormatException or ModelNotFoundException);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void A_mirror_stands_in_for_hugging_face_and_for_nobody_else()
    {
        var mirror = new Uri("https://mirror.example/hf/");

        Assert.Equal(new Uri("https://mirror.example/hf/someone/small-code/resolve/main/small-code.F32.gguf"), ModelFetch.SourceOf(StoreFixture.Code, mirror));
        Assert.Equal(StoreFixture.Text.Source, ModelFetch.SourceOf(StoreFixture.Text, mirror));
    }

    private FileServer Serving(TinyModelOptions model)
    {
        var bytes = File.ReadAllBytes(fixture.Elsewhere("served.gguf", model));
        return new FileServer((asked, wire) => wire.FileAsync(asked, bytes));
    }

    private Task<FetchedModel> FetchAsync(FileServer server, string model, bool offline = false) =>
        new ModelFetch(fixture.Store, download).RunAsync(model, fixture.Workspace, new FetchOptions(server.Address, null, offline), null, CancellationToken.None);
}
