using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Whatever comes in: errors, no crash, nothing read outside the roots.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const string Secret = "quetzalcoatl";
    private const int Frames = 10_000, Seed = 20_261_121;

    private readonly TemporaryFolder _home = new(), _around = new();

    private readonly ITestOutputHelper _output;

    public HostileInputTests(ITestOutputHelper output)
    {
        _output = output;
        _around.Write("work/src/zoo.py", "def feed_zebra(grass):\n    return grass\n");
        _around.Write("work/.gitignore", "hidden.py\n");
        _around.Write("work/hidden.py", $"def {Secret}():\n    return 1\n");
        _around.Write("outside/secret.py", $"def {Secret}():\n    return 1\n");
        _around.Git("init", "--quiet", "work");
        Directory.CreateSymbolicLink(_around.FullPath("work/link"), _around.FullPath("outside"));
    }

    private string Work => _around.FullPath("work");

    public void Dispose()
    {
        _around.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task No_path_leads_out_and_what_is_ignored_is_not_shown()
    {
        await using var agent = await AgentProcess.StartAsync(_home, new(), Work, "--path", Work);
        await agent.IndexedAsync();
        string[] paths =
        [
            "../outside/secret.py", "src/../../outside/secret.py", _around.FullPath("outside/secret.py"), "link/secret.py", "./link/../link/secret.py", "hidden.py", "/etc/passwd",
            "\\\\server\\share\\a.py", "//server/share/a.py", "src/zoo.py\0", "src/zoo.py\n", "..\\outside\\secret.py", "file:///etc/passwd", "~/.ssh/id_rsa", "src", ".", "NUL", "",
            "/proc/self/environ", "/dev/zero", new string('a', 5_000), "src/no-such.py",
        ];

        foreach (var path in paths)
        {
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("get_chunk", new { path, startLine = 1 }));
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("find_similar_code", new { path, startLine = 1, endLine = 2 }));
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("get_chunk", new { id = $"{path}:1-2#00000000" }));
        }
        Assert.DoesNotContain(Secret, AgentProcess.TextOf(await agent.CallAsync("search_code", new { query = Secret })));
        Assert.DoesNotContain(Secret, AgentProcess.TextOf(await agent.CallAsync("search_code", new { query = Secret, globs = new[] { "../**", "link/**", "/**" } })));
    }

    [Theory]
    [InlineData("search_code", """{}""", "query is missing")]
    [InlineData("search_code", """{"query":""}""", "1 to 1,000 characters")]
    [InlineData("search_code", """{"query":"   "}""", "blank")]
    [InlineData("search_code", """{"query":7}""", "is a string")]
    [InlineData("search_code", """{"query":"x","limit":1000000000000}""", "from 1 to 50")]
    [InlineData("search_code", """{"query":"x","limit":1.5}""", "whole number")]
    [InlineData("search_code", """{"query":"x","maxTokens":-1}""", "from 200 to 20,000")]
    [InlineData("search_code", """{"query":"x","languages":["klingon"]}""", "does not know 'klingon'")]
    [InlineData("search_code", """{"query":"x","kinds":["poem"]}""", "does not know 'poem'")]
    [InlineData("search_code", """{"query":"x","tests":"maybe"}""", "included, excluded, only")]
    [InlineData("search_code", """{"query":"x","cursor":"!!"}""", "no cursor")]
    [InlineData("search_code", """{"query":"x","where":"y"}""", "There is no argument 'where'")]
    [InlineData("get_chunk", """{"id":"src/zoo.py"}""", "no id")]
    [InlineData("get_chunk", """{"path":"src/zoo.py","startLine":99}""", "lines 1 to 2")]
    [InlineData("get_chunk", """{"path":"src/zoo.py","startLine":2,"endLine":1}""", "in order")]
    [InlineData("get_chunk", """{"path":"src/zoo.py"}""", "path and startLine")]
    [InlineData("find_similar_code", """{}""", "or text")]
    [InlineData("find_similar_code", """{"text":"  "}""", "white space")]
    [InlineData("find_similar_code", """{"path":"src/zoo.py","startLine":2,"endLine":1}""", "in order")]
    [InlineData("get_index_status", """{"waitSeconds":1000000}""", "from 0 to 300")]
    public async Task Wrong_arguments_are_answered_in_words(string tool, string arguments, string words)
    {
        await using var agent = await AgentProcess.StartAsync(_home, new(), Work, "--path", Work);
        await agent.IndexedAsync();

        Assert.Contains(words, await agent.RefusedAsync(tool, JsonDocument.Parse(arguments).RootElement));
    }

    [Fact]
    public async Task Whatever_is_given_as_a_glob_is_taken_as_one()
    {
        await using var agent = await AgentProcess.StartAsync(_home, new(), Work, "--path", Work);
        string[] globs = ["[z-a]", "*.{c", "[", "!", "!!", "/", "**", "\\", "{{{{a,b},c},d},e}", .. "[{*?(".Select(character => new string(character, 200))];

        foreach (var glob in globs) await agent.AskAsync("search_code", new { query = "feed the zebra", globs = new[] { glob } });
    }

    [Fact]
    public async Task Ten_thousand_broken_frames_leave_it_alive_and_answering()
    {
        using var agent = await RawAgent.OverAsync(_home.Path, Work);
        string[] sound =
        [
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"feed the zebra","limit":3,"globs":["src/**"]}}}""",
            """{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"get_chunk","arguments":{"path":"src/zoo.py","startLine":1,"maxTokens":500}}}""",
            """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"get_chunk","arguments":{"path":"../outside/secret.py","startLine":1}}}""",
            """{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"find_similar_code","arguments":{"path":"link/secret.py","startLine":1,"endLine":2}}}""",
            """{"jsonrpc":"2.0","id":11,"method":"tools/list","params":{}}""",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""",
            """{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"get_index_status","arguments":{},"_meta":{"progressToken":"p"}}}""",
        ];
        _output.WriteLine($"Seed {Seed}");
        var random = new Random(Seed);

        for (var frame = 0; frame < Frames; frame++) await agent.SendAsync(random.Next(10) == 0 ? Noise(random) : Broken(sound[random.Next(sound.Length)], random));
        await agent.SendAsync("""{"jsonrpc":"2.0","id":"alive","method":"ping"}""");

        var said = await agent.UntilAnswerAsync("alive");
        Assert.Contains("zoo.py", await agent.AskAsync("search_code", new { query = "feed the zebra" }));
        Assert.All(said, line => Assert.Equal("2.0", JsonDocument.Parse(line).RootElement.GetProperty("jsonrpc").GetString()));
        Assert.All(said, line => Assert.DoesNotContain(Secret, line));
        Assert.Equal(0, await agent.LeaveAsync());
        Assert.False(File.Exists(Path.Combine(_home.Path, "logs", "semsearch.log")), "The server ran into a fault of its own.");
    }

    [Fact]
    public async Task Frames_beyond_all_measure_are_refused_or_passed_over_and_the_next_one_is_answered()
    {
        using var agent = await RawAgent.OverAsync(_home.Path, Work);

        await agent.SendAsync("""{"jsonrpc":"2.0","id":"deep","method":"tools/call","params":""" + new string('[', 100_000) + new string(']', 100_000) + "}");
        await agent.SendAsync("""{"jsonrpc":"2.0","id":"longer than any message","method":"tools/call","params":{"name":"search_code","arguments":{"query":" """ + new string('x', 10_000_000) + "\"}}}");
        await agent.SendAsync("""{"jsonrpc":"2.0","id":"half a character","method":"tools/call","params":{"name":"search_code","arguments":{"query":"\ud800"}}}""");
        var half = (await agent.UntilAnswerAsync("half a character"))[^1];
        var huge = await agent.AskAsync("search_code", new { query = new string('x', 2_000_000) });
        var many = await agent.AskAsync("search_code", new { query = "x", globs = Enumerable.Repeat("**/*", 100_000).ToArray() });
        var number = await agent.AskAsync("search_code", new { query = "x", maxTokens = double.MaxValue });

        Assert.Contains("\"error\"", half);
        Assert.Contains("2,000,000", huge);
        Assert.Contains("at most 20", many);
        Assert.Contains("from 200 to 20,000", number);
        Assert.Contains("zoo.py", await agent.AskAsync("search_code", new { query = "feed the zebra" }));
        Assert.Equal(0, await agent.LeaveAsync());
    }

    /// <summary>Any characters but line ends.</summary>
    private static string Noise(Random random)
    {
        var characters = new char[random.Next(200)];
        for (var i = 0; i < characters.Length; i++) characters[i] = (char)random.Next(random.Next(2) == 0 ? 0x80 : 0xD800);
        return new string(characters).ReplaceLineEndings(" ").Replace('\r', ' ');
    }

    /// <summary>One to four random changes: bits, cuts, doubled parts, other values, other nesting.</summary>
    private static string Broken(string frame, Random random)
    {
        string[] values = ["null", "-1", "1e400", "99999999999999999999", "[]", "{}", "\"\"", "true", "\"\\u0000\"", "\"\\ud800\"", "\"../../etc/passwd\"", "[[[[[[]]]]]]", "\"\u202e\""];
        var text = new StringBuilder(frame);
        for (var changes = random.Next(1, 5); changes > 0 && text.Length > 2; changes--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(7))
            {
                case 0: text[at] = (char)random.Next(32, 127); break;
                case 1: text.Remove(at, random.Next(1, Math.Min(20, text.Length - at + 1))); break;
                case 2: text.Insert(at, text.ToString(at, random.Next(0, Math.Min(40, text.Length - at)))); break;
                case 3: text.Length = at; break;
                case 4: text.Insert(at, (char)random.Next(1, 0x3000)); break;
                case 5: text.Insert(at, random.Next().ToString(CultureInfo.InvariantCulture)); break;
                default:
                    var colon = text.ToString().IndexOf(':', at);
                    if (colon < 0) break;
                    var end = text.ToString().IndexOfAny([',', '}'], colon);
                    if (end > 0) text.Remove(colon + 1, end - colon - 1).Insert(colon + 1, values[random.Next(values.Length)]);
                    break;
            }
        }
        return text.Replace('\n', ' ').Replace('\r', ' ').ToString();
    }
}
