using System.Text;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Tests.Http;

namespace SemanticSearch.Engine.Tests.Models.Fetching;

/// <summary>Downloads from a real server on this machine that does what servers should not.</summary>
public sealed class BadServerTests
{
    private const int Half = DownloadFixture.Size / 2;

    [Fact]
    public async Task A_connection_that_breaks_off_is_taken_up_where_it_was()
    {
        await using var fixture = new DownloadFixture(BreakOff, ModelDownloadTests.Good);

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
        Assert.Equal([0, Half], fixture.Server.Asked.Select(asked => asked.From));
    }

    [Fact]
    public async Task A_server_that_always_breaks_off_at_the_same_place_is_given_up_and_the_part_kept()
    {
        await using var fixture = new DownloadFixture(BreakOff, (asked, wire) => wire.HeadAsync(
            "206 Partial Content", "ETag: \"one\"", $"Content-Range: bytes {asked.From}-{DownloadFixture.Size - 1}/{DownloadFixture.Size}", $"Content-Length: {Half}"));

        var failure = await fixture.FailAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        Assert.Equal(DownloadFailure.Network, failure.Failure);
        Assert.Contains("1,500,000 bytes are kept", failure.Message);
        Assert.Equal(Half, new FileInfo(fixture.Part).Length);
        Assert.Equal(DownloadFixture.Quick.Attempts, fixture.Server.Asked.Count);
    }

    [Fact]
    public async Task A_server_that_states_too_small_a_length_is_found_out_before_the_transfer()
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.WholeAsync("200 OK", DownloadFixture.File.AsMemory(0, Half)));

        Assert.Contains("another file", (await fixture.FailAsync(DownloadFixture.Size, DownloadFixture.Sha256)).Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_server_that_states_no_length_and_sends_too_much_is_stopped()
    {
        await using var fixture = new DownloadFixture(async (_, wire) =>
        {
            await wire.HeadAsync("200 OK");
            await wire.BodyAsync(DownloadFixture.File);
            await wire.BodyAsync(new byte[100]);
        });

        Assert.Contains("sends more than", (await fixture.FailAsync(DownloadFixture.Size)).Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_server_that_states_no_length_and_sends_too_little_is_asked_for_the_rest()
    {
        await using var fixture = new DownloadFixture(
            async (_, wire) =>
            {
                await wire.HeadAsync("200 OK", "ETag: \"one\"");
                await wire.BodyAsync(DownloadFixture.File.AsMemory(0, Half));
            },
            ModelDownloadTests.Good);

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
        Assert.Equal(Half, fixture.Server.Asked.Last().From);
    }

    [Theory]
    [InlineData("text/html", "<!DOCTYPE html><html><title>Log in to the network</title></html>", "web page")]
    [InlineData("application/octet-stream", "<html>hotel</html>", "web page")]
    [InlineData("text/plain", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer")]
    [InlineData("application/json", "{\"error\":\"Repository not found\"}", "error message")]
    [InlineData("application/octet-stream", "", "empty")]
    public async Task What_is_no_model_is_recognised_by_its_first_bytes(string type, string body, string said)
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.WholeAsync("200 OK", Encoding.UTF8.GetBytes(body), $"Content-Type: {type}"));

        var failure = await fixture.FailAsync();

        Assert.Equal(DownloadFailure.WrongFile, failure.Failure);
        Assert.Contains(said, failure.Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task Other_bytes_of_the_same_length_are_thrown_away()
    {
        var forged = DownloadFixture.File.ToArray();
        forged[^1] ^= 1;
        await using var fixture = new DownloadFixture((asked, wire) => wire.FileAsync(asked, forged));

        Assert.Contains("SHA-256", (await fixture.FailAsync(DownloadFixture.Size, DownloadFixture.Sha256)).Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_file_that_is_refused_when_it_is_looked_at_never_gets_its_name()
    {
        await using var fixture = new DownloadFixture(ModelDownloadTests.Good);

        var failure = await fixture.FailAsync(accept: _ => throw new ModelFormatException("It has no layers."));

        Assert.EndsWith("It has no layers.", failure.Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        await using var fixture = new DownloadFixture(
            DownloadFixture.Quick with { StallTimeout = TimeSpan.FromMilliseconds(300) }, ModelDownloadTests.HalfThenSilence, ModelDownloadTests.Good);

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
        Assert.Equal([0, Half], fixture.Server.Asked.Select(asked => asked.From));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_with_the_time_that_it_had()
    {
        await using var fixture = new DownloadFixture(
            DownloadFixture.Quick with { StallTimeout = TimeSpan.FromSeconds(1), Attempts = 2 }, (_, wire) => Task.Delay(Timeout.Infinite, wire.End));

        // So long that a busy machine's server has read the request by then.
        Assert.Contains("sent nothing for 1", (await fixture.FailAsync()).Message);
        Assert.Equal(2, fixture.Server.Asked.Count);
    }

    [Fact]
    public async Task A_server_that_ignores_the_range_sends_the_whole_and_that_is_what_is_kept()
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.WholeAsync("200 OK", DownloadFixture.File));
        fixture.LeavePart(DownloadFixture.File.AsSpan(0, Half));

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changed_since_the_part_is_fetched_afresh(bool honoursIfRange)
    {
        var old = new byte[Half];
        "GGUF"u8.CopyTo(old);
        await using var fixture = new DownloadFixture((asked, wire) => wire.FileAsync(
            honoursIfRange ? asked : asked with { Headers = asked.Headers.Where(header => header.Key != "If-Range").ToDictionary() }, DownloadFixture.File, "\"two\""));
        fixture.LeavePart(old);

        await fixture.FetchAsync(sha256: DownloadFixture.Sha256);

        fixture.AssertWhole();
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_dropped()
    {
        await using var fixture = new DownloadFixture(ModelDownloadTests.Good);
        fixture.LeavePart([.. DownloadFixture.File, 1, 2, 3]);

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        await using var fixture = new DownloadFixture(
            (_, wire) => wire.HeadAsync("503 Service Unavailable", "Retry-After: 0"), (_, wire) => wire.HeadAsync("500 Internal Server Error"), ModelDownloadTests.Good);

        await fixture.FetchAsync(sha256: DownloadFixture.Sha256);

        fixture.AssertWhole();
    }

    [Theory]
    [InlineData("404 Not Found", DownloadFailure.NotThere, "model add")]
    [InlineData("410 Gone", DownloadFailure.NotThere, "model add")]
    [InlineData("401 Unauthorized", DownloadFailure.Refused, "HF_TOKEN")]
    [InlineData("403 Forbidden", DownloadFailure.Refused, "Accept the licence")]
    [InlineData("400 Bad Request", DownloadFailure.NotThere, "400")]
    [InlineData("304 Not Modified", DownloadFailure.NotThere, "304")]
    public async Task An_answer_that_will_not_change_is_told_at_once(string status, DownloadFailure kind, string said)
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync(status, "Content-Length: 0"));

        var failure = await fixture.FailAsync();

        Assert.Equal(kind, failure.Failure);
        Assert.Contains(said, failure.Message);
        Assert.Single(fixture.Server.Asked);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_token_that_does_not_help_is_told_apart_from_none()
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("403 Forbidden", "Content-Length: 0"));

        Assert.Contains("in spite of the token", (await fixture.FailAsync(token: "t")).Message);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task A_redirection_out_of_the_web_is_not_followed(string location)
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("302 Found", $"Location: {location}"));

        Assert.Contains("not safe to follow", (await fixture.FailAsync()).Message);
    }

    [Fact]
    public async Task Redirections_in_circles_come_to_an_end()
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("302 Found", "Location: /file"));

        Assert.Contains("in circles", (await fixture.FailAsync()).Message);
    }

    [Fact]
    public async Task A_server_that_now_has_another_file_is_found_out_before_the_transfer()
    {
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("200 OK", $"X-Linked-Etag: \"{new string('a', 64)}\"", $"Content-Length: {DownloadFixture.Size}"));

        Assert.Contains("its SHA-256 is another", (await fixture.FailAsync(sha256: DownloadFixture.Sha256)).Message);
    }

    [Fact]
    public async Task More_than_the_disk_has_room_for_is_not_begun()
    {
        var petabyte = 1_000_000_000_000_000L;
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("200 OK", $"Content-Length: {petabyte}"));

        var failure = await fixture.FailAsync(petabyte);

        Assert.Equal(DownloadFailure.NoSpace, failure.Failure);
        Assert.Contains("1,000,000,000,000,000 bytes", failure.Message);
        Assert.True(fixture.LeftNothing);
    }

    [Fact]
    public async Task A_disk_that_becomes_full_is_told_and_what_has_come_is_kept()
    {
        if (!OperatingSystem.IsLinux()) return; // only Linux has a file that is always full
        await using var fixture = new DownloadFixture(ModelDownloadTests.Good);
        File.CreateSymbolicLink(fixture.Part, "/dev/full");

        var failure = await fixture.FailAsync();

        Assert.Equal(DownloadFailure.NoSpace, failure.Failure);
        Assert.StartsWith("The disk became full", failure.Message);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_matter_of_the_network()
    {
        await using var fixture = new DownloadFixture(ModelDownloadTests.Good);
        await fixture.Server.DisposeAsync();

        Assert.Equal(DownloadFailure.Network, (await fixture.FailAsync()).Failure);
        Assert.True(fixture.LeftNothing);
    }

    private static async Task BreakOff(HttpAsked asked, HttpWire wire)
    {
        await wire.HeadAsync("200 OK", "ETag: \"one\"", $"Content-Length: {DownloadFixture.Size}");
        await wire.BodyAsync(DownloadFixture.File.AsMemory(0, Half));
    }
}
