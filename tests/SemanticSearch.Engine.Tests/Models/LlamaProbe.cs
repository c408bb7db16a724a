using System.Diagnostics;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>
/// Gives model files to llama.cpp for real, in a child process, which is this assembly again: what llama.cpp does not survive ends that one.
/// </summary>
internal static class LlamaProbe
{
    private const string Command = "probe";
    private const string Ended = "ended the process";
    private const int BatchTokens = 64;

    /// <summary>What tokenizers stumble over: nothing, control characters, scripts and symbols that a small vocabulary lacks.</summary>
    private static readonly string[] Texts = ["", "a b", "public int Größe(string 日本) => \u0000\t🙂;\r\n", "\u0301\u200D \uFFFD", "<s></s>[SEP]<|endoftext|>"];

    /// <summary>Entry of the child; the test runner never comes here.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [Command, var folder]) return 2;
        LlamaLibrary.SetLog(static (level, line) =>
        {
            if (level == LlamaLogLevel.Error) Console.Error.WriteLine(line);
        });
        var library = LlamaLibrary.Load(folder);
        while (Console.ReadLine() is { } path)
        {
            Console.WriteLine(Try(library, path).ReplaceLineEndings(" "));
        }

        return 0;
    }

    /// <returns>For each file: "computed", "refused: …", or "ended the process".</returns>
    public static List<string> Run(IReadOnlyList<string> paths)
    {
        var results = new List<string>();
        while (results.Count < paths.Count) RunOnce(paths, results);
        return results;
    }

    public static bool IsEnd(string result) => result.StartsWith(Ended, StringComparison.Ordinal);

    private static void RunOnce(IReadOnlyList<string> paths, List<string> results)
    {
        using var child = Start();
        var error = child.StandardError.ReadToEndAsync();
        try
        {
            while (results.Count < paths.Count)
            {
                child.StandardInput.WriteLine(paths[results.Count]);
                child.StandardInput.Flush();
                if (child.StandardOutput.ReadLine() is not { } result) break;
                results.Add(result);
            }
        }
        catch (IOException)
        {
            // The child is gone before it read the line; it says nothing more, which is reported below.
        }

        child.StandardInput.Close();
        child.WaitForExit();
        if (results.Count < paths.Count) results.Add($"{Ended}: {LastLine(error.GetAwaiter().GetResult())}");
    }

    private static Process Start()
    {
        var llama = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "llama")).First(folder => Path.GetFileName(folder) is "cpu" or "metal");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(LlamaProbe).Assembly.Location, Command, llama]) start.ArgumentList.Add(argument);
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)!;
    }

    private static string Try(LlamaLibrary library, string path)
    {
        try
        {
            using (var vocabulary = LlamaModel.Load(library, path, new LlamaModelOptions(VocabularyOnly: true), progress: null, CancellationToken.None))
            {
                foreach (var text in Texts) vocabulary.Vocabulary.Tokenize(text, addSpecial: true);
            }

            using var model = LlamaModel.Load(library, path, new LlamaModelOptions(), progress: null, CancellationToken.None);
            using var context = new LlamaContext(model, new LlamaContextOptions(BatchTokens, Sequences: 2, Threads: 1, LlamaPooling.Mean));
            var tokens = model.Vocabulary.Tokenize("a b", addSpecial: true);
            context.Embed([tokens, tokens.AsMemory(0, 1)], new float[2 * model.Dimensions], CancellationToken.None);
            return "computed";
        }
        catch (Exception error) when (error is LlamaException or ArgumentException)
        {
            return $"refused: {error.Message}";
        }
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
}
