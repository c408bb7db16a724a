using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Commands;

/// <summary>What the commands besides search print.</summary>
public sealed class ReportTests
{
    private static readonly WorkspaceStatus Status = new(
        "/home/me/code", "/home/me/data/code.db", true, 12_345_678, "bundled-1", 256, "lexical", "the model file is missing", 3_210, 3_000, 4, 6,
        20_000, 19_000, null, true, 4711, [new SkipCount("Binary", 150, "logo.png"), new SkipCount("Ignored", 50, "out/")],
        [new LanguageCount("csharp", 2_000, 15_000), new LanguageCount("go", 1_000, 5_000)],
        [new GenerationStatus("bundled-1", 256, "active", 20_000), new GenerationStatus("large", 768, "building", 5_000)], 0.25);

    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Status_is_readable()
    {
        StatusCommand.Print(Status, "the current directory", output);

        Expect(
            """
            folder     /home/me/code (the current directory)
            index      /home/me/data/code.db, 12.3 MB
            answers    lexical (the model file is missing)
            model      bundled-1, 256 dimensions
                       large, 768 dimensions: is being built, 5,000 of 20,000 chunks
            cache      25.0 % of embeddings wanted were there already
            files      3,210 scanned: 3,000 indexed, 200 skipped, 4 failed, 6 pending
            chunks     20,000, 19,000 embeddings
            indexed    never finished
            writer     process 4711 is indexing
            skipped
              Binary         150  such as logo.png
              Ignored         50  such as out/
            languages
              csharp      2,000  15,000 chunks
              go          1,000  5,000 chunks

            """);
    }

    [Fact]
    public void Status_without_an_index_says_how_to_get_one()
    {
        StatusCommand.Print(Status with { Exists = false }, null, output);

        Expect("folder     /home/me/code\nindex      none yet; 'semsearch index' builds it\n");
    }

    [Fact]
    public void The_json_of_status_is_a_contract()
    {
        Assert.Equal(
            """{"folder":"/home/me/code","indexFile":"/home/me/data/code.db","exists":true,"indexBytes":12345678,"model":"bundled-1","dimensions":256,"step":"lexical","stepReason":"the model file is missing","scannedFiles":3210,"indexedFiles":3000,"failedFiles":4,"pendingFiles":6,"chunks":20000,"embeddings":19000,"lastIndexed":null,"writerActive":true,"writerProcess":4711,"skipped":[{"reason":"Binary","files":150,"example":"logo.png"},{"reason":"Ignored","files":50,"example":"out/"}],"languages":[{"language":"csharp","files":2000,"chunks":15000},{"language":"go","files":1000,"chunks":5000}],"generations":[{"model":"bundled-1","dimensions":256,"state":"active","chunks":20000},{"model":"large","dimensions":768,"state":"building","chunks":5000}],"cacheHitRate":0.25}""",
            JsonSerializer.Serialize(StatusJson.Of(Status), WireJson.Readable.StatusJson));
    }

    [Fact]
    public void Index_reports_in_words_and_in_json()
    {
        var report = new IndexReport(3_210, 10, 2_990, 1, 200, 4, 20_000, 40, 5, TimeSpan.FromMilliseconds(1_234.567), false, ["one file failed"]);

        Assert.Equal(
            "3,210 files: 10 parsed, 2,990 unchanged, 200 skipped, 4 failed, 1 removed\n"
            + "20,000 chunks; 40 embeddings computed, 5 reused; 1.2 s",
            IndexCommand.Summary(report));
        Assert.Equal(
            """{"folder":"/code","scanned":3210,"parsed":10,"unchanged":2990,"removed":1,"skipped":200,"failed":4,"chunks":20000,"embeddingsComputed":40,"embeddingsReused":5,"tookMs":1234.57,"cancelled":false,"warnings":["one file failed"],"models":[]}""",
            JsonSerializer.Serialize(IndexJson.Of("/code", report, []), WireJson.Readable.IndexJson));
    }

    [Fact]
    public void Doctor_gives_a_next_step_for_a_problem_only()
    {
        DoctorCommand.Print(
            [new Diagnosis("sqlite", true, "3.54.1", null), new Diagnosis("vectors", false, "codes differ", "Run 'semsearch index --rebuild'.")],
            output, Palette.For(StreamTraits.Plain));

        Expect(
            """
            ok       sqlite   3.54.1
            problem  vectors  codes differ
                              → Run 'semsearch index --rebuild'.

            """);
    }

    [Fact]
    public void Why_tells_the_rule()
    {
        WhyCommand.Print(new FileExplanation("out/a.js", "skipped", "Ignored", ".gitignore:3: out/", null, 0, null, []), output);

        Expect("out/a.js: skipped (Ignored)\n  .gitignore:3: out/\n");
    }

    [Fact]
    public void Why_lists_the_chunks_of_an_indexed_file()
    {
        WhyCommand.Print(new FileExplanation("a.py", "indexed", "", "", "python", 2, null, ["1-3 function f", "5-9 class C"]), output);

        Expect("a.py: indexed\n  python, 2 chunks\n    1-3 function f\n    5-9 class C\n");
    }

    private void Expect(string text) => Assert.Equal(text.ReplaceLineEndings("\n"), output.ToString());
}
