using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record WhyOptions(string File, string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch why</c>: whether a file is indexed, and the rule or failure behind it.</summary>
internal static class WhyCommand
{
    // States of FileExplanation that mean that there is no such file to explain.
    private static readonly string[] Absent = ["missing", "outside"];

    public static Verb Define(Option<string?> indexFile)
    {
        var file = new Argument<string>("file") { Description = "The file to explain" };
        var path = StatusCommand.FolderOption();
        var command = new Command("why", "Say why a file is indexed or not") { file, path };
        return new Verb(command, parsed => new WhyOptions(parsed.GetRequiredValue(file), parsed.GetValue(path), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(WhyOptions options, CommandHost host)
    {
        var (folder, path) = ChosenFolder.ForFile(options.File, options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var explanation = workspace.Why(path);
        Print(explanation, host.Terminal.Out);
        return Absent.Contains(explanation.State) ? ExitCode.NotFound : ExitCode.Ok;
    }

    internal static void Print(FileExplanation explanation, TextWriter output)
    {
        var reason = explanation.Reason.Length > 0 ? $" ({explanation.Reason})" : "";
        output.WriteLine($"{Printable.Clean(explanation.Path)}: {explanation.State}{reason}");
        if (explanation.Detail.Length > 0) output.WriteLine($"  {Printable.Clean(explanation.Detail)}");
        if (explanation.Language is { } language) output.WriteLine($"  {language}, {explanation.Chunks:N0} chunks");
        if (explanation.IndexedAt is { } time) output.WriteLine($"  indexed {StatusCommand.Local(time)}");
        foreach (var chunk in explanation.ChunkSummaries) output.WriteLine($"    {Printable.Clean(chunk)}");
    }
}
