using System.Text.Json;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;
using SemanticSearch.Tests.Http;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Commands;

/// <summary>The commands about models, run in this process with a manifest, a data directory and, where they download, a server of the test's own.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private static readonly TinyModelOptions Model = new(TinyArchitecture.NomicBert, PoolingKind.Mean, Dimensions: 64, Layers: 2);

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new(), error = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_is_downloaded_listed_verified_and_removed()
    {
        var bytes = File.ReadAllBytes(TinyModel.Write(folder.FullPath("served.bin"), Model));
        await using var server = new FileServer((asked, wire) => wire.FileAsync(asked, bytes));
        WriteManifest(server.Address);

        Assert.Equal(ExitCode.Ok, await RunAsync("model", "download", "tiny"));
        Assert.Contains("Downloading tiny", error.ToString());
        Assert.Contains("is noted", error.ToString());
        Assert.StartsWith("tiny is here: ", Taken(output));

        Assert.Equal(ExitCode.Ok, await RunAsync("model", "list"));
        Assert.StartsWith($"tiny\there\t{bytes.Length}\t64\tMIT\t", Taken(output));

        Assert.Equal(ExitCode.Ok, await RunAsync("model", "verify", "tiny"));
        Assert.Contains("its structure is right, and it has the SHA-256 that it should have", Taken(output));

        Assert.Equal(ExitCode.Ok, await RunAsync("model", "remove", "tiny", "--yes"));
        Assert.Equal(ExitCode.NotFound, await RunAsync("model", "remove", "tiny", "--yes"));
        Assert.Empty(Directory.EnumerateFiles(folder.FullPath("models"), "*.gguf"));
    }

    [Fact]
    public async Task A_download_that_fails_says_why_once()
    {
        await using var server = new FileServer((_, wire) => wire.WholeAsync("200 OK", "<html>Log in</html>"u8.ToArray(), "Content-Type: text/html"));
        WriteManifest(server.Address);

        Assert.Equal(ExitCode.DownloadFailed, await RunAsync("model", "download", "tiny"));

        Assert.Contains("is not a model. The file is a web page", error.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task With_force_local_nobody_is_asked()
    {
        await using var server = new FileServer((_, wire) => wire.HeadAsync("404 Not Found"));
        WriteManifest(server.Address);

        Assert.Equal(ExitCode.NotFound, await RunAsync("model", "download", "tiny", "--force-local"));

        Assert.Empty(server.Asked);
        Assert.Contains("Put tiny.gguf into", error.ToString());
    }

    [Fact]
    public async Task Adding_without_a_terminal_names_the_options_that_are_missing()
    {
        WriteManifest();
        TinyModel.Build(Model).Remove("nomic-bert.pooling_type").Write(folder.FullPath("mine.gguf"));

        Assert.Equal(ExitCode.Usage, await RunAsync("model", "add", "mine.gguf", "--document-prefix", ""));

        Assert.Contains("--pooling mean|cls|last and --query-prefix;", error.ToString());
    }

    [Fact]
    public async Task Adding_at_a_terminal_asks_until_the_answer_is_one()
    {
        WriteManifest();
        TinyModel.Build(Model).Remove("nomic-bert.pooling_type").Write(folder.FullPath("mine.gguf"));

        Assert.Equal(ExitCode.Ok, await AnswerAsync("often\ncls\nfind: \\n\n\n", "model", "add", "mine.gguf", "--json"));

        var added = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(("mine", "cls", "find: \n", ""), (Text("id"), Text("pooling"), Text("queryPrefix"), Text("documentPrefix")));

        string? Text(string name) => added.GetProperty(name).GetString();
    }

    [Fact]
    public async Task An_input_that_ends_adds_nothing()
    {
        WriteManifest();
        TinyModel.Write(folder.FullPath("mine.gguf"), Model);

        Assert.Equal(ExitCode.Usage, await AnswerAsync("", "model", "add", "mine.gguf"));

        Assert.Contains("Nothing was added", error.ToString());
    }

    [Theory]
    [InlineData("y\n", false)]
    [InlineData("n\n", true)]
    [InlineData("\n", true)]
    [InlineData("", true)]
    public async Task Removing_asks_and_only_a_yes_is_a_yes(string answer, bool stays)
    {
        WriteManifest();
        var file = TinyModel.Write(folder.FullPath("mine.gguf"), Model);
        await RunAsync("model", "add", "mine.gguf", "--query-prefix", "", "--document-prefix", "");

        Assert.Equal(ExitCode.Ok, await AnswerAsync(answer, "model", "remove", "mine"));

        Taken(output);
        await RunAsync("model", "list");
        Assert.Equal(stays, Taken(output).Contains("mine\there", StringComparison.Ordinal));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Removing_without_a_terminal_wants_a_yes()
    {
        WriteManifest();
        TinyModel.Write(folder.FullPath("mine.gguf"), Model);
        await RunAsync("model", "add", "mine.gguf", "--query-prefix", "", "--document-prefix", "");

        Assert.Equal(ExitCode.Usage, await RunAsync("model", "remove", "mine"));
    }

    [Fact]
    public async Task Verifying_finds_what_is_wrong_among_what_is_right()
    {
        WriteManifest();
        TinyModel.Write(folder.FullPath("good.gguf"), Model);
        var bad = TinyModel.Write(folder.FullPath("bad.gguf"), Model);
        foreach (var file in (string[])["good.gguf", "bad.gguf"]) await RunAsync("model", "add", file, "--query-prefix", "", "--document-prefix", "");
        using (var cut = File.OpenWrite(bad)) cut.SetLength(cut.Length / 2);
        Taken(output);

        Assert.Equal(ExitCode.IndexUnusable, await RunAsync("model", "verify", "--json"));

        var models = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("models").EnumerateArray();
        Assert.Equal([("good", true), ("bad", false)], models.Select(model => (model.GetProperty("id").GetString()!, model.GetProperty("ok").GetBoolean())));
    }

    [Fact]
    public void A_list_for_people_marks_what_is_in_use()
    {
        var models = new ModelStore(new ModelManifest([Entry(new Uri("https://example.org/"))]), folder.Path).List(null);
        var text = new StringWriter();

        ModelListCommand.Print(models, "tiny@32", text, new StreamTraits(IsTerminal: true, Colours: false, Width: 60));

        var lines = text.ToString().Split(Environment.NewLine);
        Assert.StartsWith("* tiny", lines[0]);
        Assert.All(lines.SkipLast(2), line => Assert.InRange(line.Length, 0, 60));
    }

    [Theory]
    [InlineData(FileWork.Receiving, 250_000_000L, 1_000_000_000L, "downloading: 250.0 MB of 1.00 GB, 25.0 MB/s, 0:30 left")]
    [InlineData(FileWork.Hashing, 250_000_000L, null, "reading: 250.0 MB, 25.0 MB/s")]
    public void Progress_says_how_much_how_fast_and_how_long(FileWork work, long done, long? total, string said) =>
        Assert.Equal(said, FileProgressLine.Describe(new FileProgress(work, done, total), TimeSpan.FromSeconds(10), done));

    [Fact]
    public void The_environment_says_who_asks_and_whom()
    {
        Assert.Equal(new FetchOptions(null, null, false), Of(false));
        Assert.Equal(new FetchOptions(null, null, true), Of(true));
        Assert.Equal(new FetchOptions(new Uri("https://mirror.example"), "t", true), Of(false, ("HF_TOKEN", "t"), ("HF_ENDPOINT", "https://mirror.example"), ("SEMSEARCH_FORCE_LOCAL", "1")));
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => Of(false, ("HF_ENDPOINT", "mirror"))).ExitCode);

        static FetchOptions Of(bool forceLocal, params (string Name, string Value)[] variables) =>
            ModelDownloadCommand.FetchOptionsOf(forceLocal, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
    }

    private static ModelEntry Entry(Uri server) => new(
        "tiny", "tiny.gguf", null, null, 64, "MIT", "tests of models whose purpose takes more than one line to say", new Uri(server, "tiny.gguf"),
        Architecture: "nomic-bert", Layers: 2, Pooling: PoolingKind.Mean);

    private void WriteManifest(Uri? server = null) =>
        new ModelManifest([Entry(server ?? new Uri("https://example.org/"))]).Save(folder.FullPath("manifest.json"));

    private static string Taken(StringWriter writer)
    {
        var text = writer.ToString();
        writer.GetStringBuilder().Clear();
        return text;
    }

    private Task<ExitCode> RunAsync(params string[] arguments) =>
        RunAsync(new Terminal(TextReader.Null, output, StreamTraits.Plain, error, StreamTraits.Plain), arguments);

    /// <summary>As at a terminal, where somebody types <paramref name="typed"/>.</summary>
    private Task<ExitCode> AnswerAsync(string typed, params string[] arguments) =>
        RunAsync(new Terminal(new StringReader(typed), output, StreamTraits.Plain, error, StreamTraits.Plain) { CanAsk = true }, arguments);

    private Task<ExitCode> RunAsync(Terminal terminal, string[] arguments) =>
        new CommandHost(terminal, folder.Path, folder.Path, TimeProvider.System) { ManifestPath = folder.FullPath("manifest.json") }.RunAsync(arguments, CancellationToken.None);
}
