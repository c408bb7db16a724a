using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Whatever comes in: errors, no crash, nothing read outside the roots.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const string Secret = "quetzalcoatl";
    private const int Frames = 10_000;

    /// <summary>Half of a surrogate pair, as JSON can name it.</summary>
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"fuzz","version":"1"}}}""";

    private readonly TemporaryFolder _home = new(), _around = new();

    public HostileInputTests()
    {
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
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("get_chunk", new { path, line = 1 }));
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("find_similar_code", new { path, startLine = 1, endLine = 2 }));
            Assert.DoesNotContain(Secret, await agent.RefusedAsync("get_chunk", new { id = $"{path}:1-2#00000000" }));
        }
        Assert.DoesNotContain(Secret, AgentProcess.TextOf(await agent.CallAsync("search_code", new { query = Secret })));
        Assert.DoesNotContain(Secret, AgentProcess.TextOf(await agent.CallAsync("search_code", new { query = Secret, paths = new[] { "../**", "link/**", "/**" } })));
    }

    [Theory]
    [InlineData("search_code", """{}""", "query is missing")]
    [InlineData("search_code", """{"query":""}""", "1 to 1,000 characters")]
    [InlineData("search_code", """{"query":"   "}""", "blank")]
    [InlineData("search_code", """{"query":7}""", "is a string")]
    [InlineData("search_code", """{"query":"\ud800"}""", "surrogate")]
    [InlineData("search_code", """{"query":"x","limit":1000000000000}""", "from 1 to 20")]
    [InlineData("search_code", """{"query":"x","limit":1.5}""", "whole number")]
    [InlineData("search_code", """{"query":"x","maxTokens":-1}""", "from 200 to 50,000")]
    [InlineData("search_code", """{"query":"x","languages":["klingon"]}""", "does not know 'klingon'")]
    [InlineData("search_code", """{"query":"x","kinds":["poem"]}""", "does not know 'poem'")]
    [InlineData("search_code", """{"query":"x","tests":"maybe"}""", "include, exclude, only")]
    [InlineData("search_code", """{"query":"x","paths":["[z-a]"]}""", "globs look like")]
    [InlineData("search_code", """{"query":"x","cursor":"!!"}""", "no cursor")]
    [InlineData("search_code", """{"query":"x","where":"y"}""", "There is no argument 'where'")]
    [InlineData("get_chunk", """{"id":"src/zoo.py"}""", "no id")]
    [InlineData("get_chunk", """{"path":"src/zoo.py","line":99}""", "lines 1 to 2")]
    [InlineData("get_chunk", """{"path":"src/zoo.py"}""", "path and line")]
    [InlineData("find_similar_code", """{}""", "or text")]
    [InlineData("find_similar_code", """{"text":"  "}""", "white space")]
    [InlineData("find_similar_code", """{"path":"src/zoo.py","startLine":2,"endLine":1}""", "in order")]
    [InlineData("get_index_status", """{"waitSeconds":1000000}""", "from 0 to 300")]
    public async Task Wrong_arguments_are_answered_in_words(string tool, string arguments, string words)
    {
        await using var agent = await AgentProcess.StartAsync(_home, new(), Work, "--path", Work);

        Assert.Contains(words, await agent.RefusedAsync(tool, JsonDocument.Parse(arguments).RootElement));
    }

    [Fact]
    public async Task Ten_thousand_broken_frames_leave_it_alive_and_answering()
    {
        using var process = Start();
        var answers = ReadAsync(process);
        await SendAsync(process, Initialize);
        await SendAsync(process, """{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        string[] sound =
        [
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"feed the zebra","limit":3,"paths":["src/**"]}}}""",
            """{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"get_chunk","arguments":{"path":"src/zoo.py","line":1,"maxTokens":500}}}""",
            """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"get_chunk","arguments":{"path":"../outside/secret.py","line":1}}}""",
            """{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"find_similar_code","arguments":{"path":"link/secret.py","startLine":1,"endLine":2}}}""",
            """{"jsonrpc":"2.0","id":11,"method":"tools/list","params":{}}""",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""",
            """{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"get_index_status","arguments":{},"_meta":{"progressToken":"p"}}}""",
        ];
        var random = new Random(20_261_121);

        for (var frame = 0; frame < Frames; frame++) await SendAsync(process, Broken(sound[random.Next(sound.Length)], random));
        await SendAsync(process, """{"jsonrpc":"2.0","id":"deep","method":"tools/call","params":""" + new string('[', 100_000) + new string(']', 100_000) + "}");
        await SendAsync(process, """{"jsonrpc":"2.0","id":"long","method":"tools/call","params":{"name":"search_code","arguments":{"query":" """ + new string('x', 10_000_000) + "\"}}}");
        await SendAsync(process, """{"jsonrpc":"2.0","id":"last","method":"tools/call","params":{"name":"search_code","arguments":{"query":"feed the zebra"}}}""");

        var said = await answers("\"last\"");
        Assert.False(process.HasExited);
        Assert.Contains("zoo.py", said[^1]);
        Assert.All(said, line => Assert.Equal("2.0", JsonDocument.Parse(line).RootElement.GetProperty("jsonrpc").GetString()));
        Assert.All(said, line => Assert.DoesNotContain(Secret, line));
        Assert.Contains(said, line => line.Contains("\"deep\"", StringComparison.Ordinal) && line.Contains("error", StringComparison.Ordinal));

        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(AgentProcess.Deadline);
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(Path.Combine(_home.Path, "logs", "semsearch.log")), "The server ran into a fault of its own.");
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

    private Process Start()
    {
        var start = new ProcessStartInfo(AgentProcess.Executable, ["mcp", "--path", Work])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[DataDirectory.Variable] = _home.Path;
        return Process.Start(start)!;
    }

    private static async Task SendAsync(Process process, string frame)
    {
        await process.StandardInput.WriteAsync(frame + "\n");
        await process.StandardInput.FlushAsync();
    }

    /// <returns>Gives, once a line with a mark has come, all lines until then.</returns>
    private static Func<string, Task<List<string>>> ReadAsync(Process process)
    {
        var lines = System.Threading.Channels.Channel.CreateUnbounded<string>();
        _ = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Writer.TryWrite(line);
            lines.Writer.TryComplete();
        });
        return async mark =>
        {
            using var deadline = new CancellationTokenSource(AgentProcess.Deadline);
            var said = new List<string>();
            await foreach (var line in lines.Reader.ReadAllAsync(deadline.Token))
            {
                said.Add(line);
                if (line.Contains(mark, StringComparison.Ordinal)) return said;
            }
            throw new InvalidOperationException($"The server ended without a word about {mark}.");
        };
    }
}
