using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests.Indexing;

namespace SemanticSearch.Engine.Tests.Migration;

public sealed class QuestionSourceTests : IDisposable
{
    private const string CSharp = """
        namespace Acme.Net;

        /// <summary>Reads a text line by line without loading all of it into memory.</summary>
        public sealed class LineReader
        {
            /// <summary>Gets or sets the buffer size.</summary>
            public int BufferSize { get; set; }

            /// <summary>Returns the next line, or null when the stream has come to its end.</summary>
            public string? ReadNextLine()
            {
                var line = new System.Text.StringBuilder();
                for (var c = stream.ReadByte(); c >= 0 && c != '\n'; c = stream.ReadByte()) line.Append((char)c);
                return line.Length == 0 ? null : line.ToString();
            }
        }

        """;

    private const string Python = """"
        def send_with_retry(payload, attempts):
            """Send the payload again until the server has acknowledged it.

            Args:
                payload: bytes
            """
            for attempt in range(attempts):
                if send(payload).acknowledged:
                    return attempt
            raise TimeoutError("the server never acknowledged the payload")

        """";

    private const string TypeScript = """
        /**
         * Groups the markers that lie close to each other on the map.
         * @param radius in pixels
         */
        export function clusterNearbyMarkers(markers: Marker[], radius: number): Marker[][] {
            const clusters: Marker[][] = [];
            for (const marker of markers) {
                const near = clusters.find(cluster => distance(cluster[0], marker) < radius);
                if (near) near.push(marker);
                else clusters.push([marker]);
            }
            return clusters;
        }

        """;

    private readonly WorkspaceFixture _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Documentation_asks_for_the_definition_that_it_stands_on()
    {
        await IndexAsync();
        var questions = Gather().Where(question => question.Kind == QuestionKind.Documentation).ToDictionary(question => question.Text);

        Assert.Equal(
            [
                "Groups the markers that lie close to each other on the map",
                "Reads a text line by line without loading all of it into memory",
                "Returns the next line, or null when the stream has come to its end",
                "Send the payload again until the server has acknowledged it",
            ],
            questions.Keys.Order(StringComparer.Ordinal));
        var send = Assert.Single(questions["Send the payload again until the server has acknowledged it"].Right);
        Assert.Equal("src/queue.py", send.Path);
        Assert.InRange(1, send.StartLine, send.EndLine);
        Assert.Equal("src/Line Reader.cs", Assert.Single(questions["Returns the next line, or null when the stream has come to its end"].Right).Path);
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_indexed_is_not_asked_about_by_its_documentation()
    {
        await IndexAsync();
        _workspace.Write("src/queue.py", Python.Replace("again until", "once more until", StringComparison.Ordinal));

        Assert.DoesNotContain(Gather(), question => question.Kind == QuestionKind.Documentation && question.Text.StartsWith("Send", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_only_one_definition_has_asks_in_words()
    {
        await IndexAsync();
        _workspace.Write("src/other.py", "def read_all_lines(path):\n    return open(path).read().split('\\n')\n");
        _workspace.Write("lib/other.py", "def read_all_lines(path):\n    return [line for line in open(path)]\n");
        await _workspace.IndexAsync();

        Assert.Equal(
            ["buffer size", "cluster nearby markers", "line reader", "read next line", "send with retry"],
            Gather().Where(question => question.Kind == QuestionKind.Symbol).Select(question => question.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_commit_asks_for_the_few_files_that_it_changed()
    {
        await IndexAsync();
        CommitChange[] commits =
        [
            new("feat(net)!: keep the line that was read last (#812)", ["src/Line Reader.cs", "not-indexed.bin"]),
            new("fix: keep the line that was read last", ["src/queue.py"]),
            new("Bump the library to the newest version", ["src/queue.py"]),
            new("Touch every file that there is here", ["src/Line Reader.cs", "src/queue.py", "web/markers.ts", "tests/queue_test.py"]),
            new("Test what happens when the queue is full", ["tests/queue_test.py"]),
        ];

        var question = Assert.Single(Gather(commits), question => question.Kind == QuestionKind.Commit);
        Assert.Equal("keep the line that was read last", question.Text);
        Assert.Equal(RightPlace.WholeFile("src/Line Reader.cs"), Assert.Single(question.Right));
    }

    [Theory]
    [InlineData("parseHTTPHeader", "parse http header")]
    [InlineData("read_line2", "read line 2")]
    [InlineData("lineOf", null)]
    [InlineData("x_y", null)]
    [InlineData("Parser", null)]
    public void A_name_asks_when_it_has_two_telling_words(string name, string? question) => Assert.Equal(question, SymbolQuestions.WordsOf(name));

    [Theory]
    [InlineData("[core] ABC-12: Read the header before the body", "Read the header before the body")]
    [InlineData("Close idle connections after a minute, fixes #77", "Close idle connections after a minute")]
    [InlineData("docs: typo", null)]
    [InlineData("Merge branch 'main' of the upstream repository", null)]
    public void A_commits_subject_is_asked_without_what_trackers_need(string subject, string? question)
        => Assert.Equal(question, CommitQuestions.Clean(subject));

    [Fact]
    public async Task What_the_user_asked_and_opened_comes_back_newest_first_without_an_answer()
    {
        await IndexAsync();
        using (var writer = IndexDatabase.OpenForWriting(_workspace.IndexFile, static _ => { }))
        {
            writer.Execute("""
                INSERT INTO queries(asked_at, generation, answered, microseconds, hits, opened, text) VALUES
                  (1, 1, 1, 900, 10, 1, 'where is a line read'), (2, 1, 1, 900, 10, 3, 'retry'), (3, 1, 1, 900, 10, 2, 'where is a line read'),
                  (4, 1, 1, 900, 10, NULL, 'never opened'), (5, 1, 1, 900, 10, 1, NULL)
                """);
        }

        var asked = Gather().Where(question => question.Kind == QuestionKind.Asked).ToList();
        Assert.Equal(["where is a line read", "retry"], asked.Select(question => question.Text));
        Assert.All(asked, question => Assert.Empty(question.Right));
    }

    [Fact]
    public async Task The_same_index_gives_the_same_sample_spread_over_its_files()
    {
        for (var i = 0; i < 12; i++) _workspace.Write($"src/file{i}.py", Many(i));
        await _workspace.IndexAsync();
        var first = Gather(perKind: 12);
        await _workspace.IndexAsync(rebuild: true);
        var second = Gather(perKind: 12);

        Assert.Equal(first.Select(Shown), second.Select(Shown));
        foreach (var kind in (QuestionKind[])[QuestionKind.Documentation, QuestionKind.Symbol])
        {
            Assert.Equal(12, first.Where(question => question.Kind == kind).Select(question => question.Right[0].Path).Distinct().Count());
        }

        static string Shown(Question question) => $"{question.Kind} {question.Text} {string.Join(' ', question.Right)}";
    }

    private static string Many(int file) => string.Join('\n', Enumerable.Range(0, 4).Select(i => $$""""
        def collect_item_{{(char)('a' + file)}}{{(char)('k' + i)}}_now(queue):
            """Collect what is left of kind {{(char)('a' + file)}}{{(char)('k' + i)}} in the queue and forget it."""
            items = [item for item in queue if item.kind == {{file * 10 + i}} and not item.is_forgotten]
            for item in items:
                queue.remove(item)
            return items

        """"));

    private async Task IndexAsync()
    {
        _workspace.Write("src/Line Reader.cs", CSharp);
        _workspace.Write("src/queue.py", Python);
        _workspace.Write("web/markers.ts", TypeScript);
        _workspace.Write("tests/queue_test.py", "def test_the_queue_when_it_is_full():\n    \"\"\"Checks that a full queue takes nothing more.\"\"\"\n    assert not Queue(0).push(1)\n");
        _workspace.Write("vendor/zip.py", Python.Replace("send_with_retry", "pack_without_copy", StringComparison.Ordinal).Replace("Send", "Pack", StringComparison.Ordinal));
        _workspace.Write("docs/guide.md", "# How to send a payload\n\nCall the function and wait for what the server says to it.\n");
        await _workspace.IndexAsync();
    }

    private IReadOnlyList<Question> Gather(IReadOnlyList<CommitChange>? commits = null, int perKind = 50)
    {
        using var reader = IndexDatabase.OpenForReading(_workspace.IndexFile)!;
        return QuestionSource.Gather(reader, _workspace.Folder, commits ?? [], perKind, CancellationToken.None);
    }
}
