using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Folder">Null for the usual one.</param>
internal sealed record WatchOptions(string? Folder, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch watch</c>: keeps the index up to date until it is stopped.</summary>
internal static class WatchCommand
{
    private const int PathsShown = 3;

    public static Verb Define(Option<string?> indexFile)
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "Default: the git repository around the current directory, or that directory",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("watch", "Keep a folder's index up to date until Ctrl+C") { folder };
        return new Verb(command, parsed => new WatchOptions(parsed.GetValue(folder), parsed.GetValue(indexFile)));
    }

    /// <summary>Being stopped is how it ends, so that is no failure.</summary>
    public static async Task<ExitCode> RunAsync(WatchOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Folder, host.CurrentDirectory);
        host.GiveWay();
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        host.Terminal.Say($"Watching {folder.FullPath}; Ctrl+C ends it.");
        try
        {
            await foreach (var change in workspace.WatchAsync(cancellation))
            {
                if (change.Kind is "warning" or "polling" or "waiting") host.Terminal.Say(Describe(change));
                else await host.Terminal.Out.WriteLineAsync(Printable.Clean(Describe(change)).AsMemory(), cancellation);
                await host.Terminal.Out.FlushAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }

        return ExitCode.Ok;
    }

    internal static string Describe(WatchEvent change)
    {
        if (change.Paths.Count == 0) return change.Message is null ? change.Kind : $"{change.Kind}: {change.Message}";

        var paths = string.Join(", ", change.Paths.Take(PathsShown));
        var more = change.Paths.Count > PathsShown ? $" and {change.Paths.Count - PathsShown:N0} more" : "";
        var message = change.Message is null ? "" : $": {change.Message}";
        return $"{change.Kind} {paths}{more} in {change.Took.TotalMilliseconds:N0} ms{message}";
    }
}
