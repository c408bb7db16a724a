using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="ForceLocal">Leave the network alone.</param>
internal sealed record ModelDownloadOptions(string Model, string? Path, bool ForceLocal, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model download</c>: the one command that uses the network.</summary>
internal static class ModelDownloadCommand
{
    /// <summary>Environment variables: Hugging Face's own names for the token and the mirror, and ours to forbid the network.</summary>
    public const string TokenVariable = "HF_TOKEN", EndpointVariable = "HF_ENDPOINT", OfflineVariable = "SEMSEARCH_FORCE_LOCAL";

    public static Verb Define(Option<string?> indexFile)
    {
        var model = ModelCommand.NameArgument();
        var path = StatusCommand.FolderOption();
        var forceLocal = new Option<bool>("--force-local") { Description = "Only say whether it is here; leave the network alone" };
        var json = ModelCommand.JsonOption();
        var command = new Command("download", "Download a model, or go on with a download") { model, path, forceLocal, json };
        return new Verb(command, parsed => new ModelDownloadOptions(
            parsed.GetRequiredValue(model), parsed.GetValue(path), parsed.GetValue(forceLocal), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelDownloadOptions options, CommandHost host, CancellationToken cancellation)
    {
        var store = host.Store();
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory).FullPath;
        using var download = new ModelDownload(DownloadSettings.Default, host.Time);
        var fetch = new ModelFetch(store, download);
        var entry = fetch.Entry(options.Model);
        var wishes = FetchOptionsOf(options.ForceLocal, Environment.GetEnvironmentVariable);
        if (!wishes.Offline && store.FindFile(entry, folder) is null) Announce(entry, ModelFetch.SourceOf(entry, wishes.Endpoint), store, host.Terminal);
        FetchedModel fetched;
        try
        {
            using var progress = new FileProgressLine(host.Terminal, host.Time);
            fetched = await fetch.RunAsync(options.Model, folder, wishes, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw Stopped(entry, store);
        }

        if (options.Json)
        {
            var json = new ModelDownloadedJson(entry.Id, fetched.Path, fetched.WasHere, fetched.HashWasKnown);
            host.Terminal.Out.WriteLine(JsonSerializer.Serialize(json, ModelWireJson.Readable.ModelDownloadedJson));
            return ExitCode.Ok;
        }

        host.Terminal.Out.WriteLine($"{entry.Id} {(fetched.WasHere ? "was here already" : "is here")}: {Printable.Clean(fetched.Path)}");
        if (!fetched.HashWasKnown) host.Terminal.Say("Nobody whom we trust has published this file's SHA-256. The one that it has now is noted, and every later check holds to it.");
        return ExitCode.Ok;
    }

    /// <param name="variable">An environment variable's value.</param>
    /// <exception cref="CommandException">The mirror's address is none.</exception>
    internal static FetchOptions FetchOptionsOf(bool forceLocal, Func<string, string?> variable)
    {
        var offline = forceLocal || variable(OfflineVariable) is { Length: > 0 } and not "0";
        var token = variable(TokenVariable) is { Length: > 0 } secret ? secret : null;
        if (variable(EndpointVariable) is not { Length: > 0 } address) return new FetchOptions(null, token, offline);
        return Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? new FetchOptions(endpoint, token, offline)
            : throw new CommandException(ExitCode.Usage, $"{EndpointVariable} is '{address}', which is no web address. Write it as https://hf-mirror.example, or unset it.");
    }

    private static CommandException Stopped(ModelEntry entry, ModelStore store)
    {
        var kept = store.List(workspace: null).First(model => model.Id == entry.Id).PartSize;
        return new CommandException(
            ExitCode.Cancelled, kept is null ? "Stopped." : $"Stopped. {Measures.Bytes(kept.Value)} of {entry.Id} are kept; the same command goes on from there.");
    }

    private static void Announce(ModelEntry entry, Uri source, ModelStore store, Terminal terminal)
    {
        var size = entry.Size is { } exact ? Measures.Bytes(exact) : entry.ApproximateSize is { } about ? $"about {Measures.Bytes(about)}" : "of unknown size";
        terminal.Say($"Downloading {entry.Id} ({size}, licence: {entry.Licence}) from {source.Host} to {store.Folder}; Ctrl+C stops, and what has come is kept.");
        if (entry.Note is { } note) terminal.Say(note);
    }
}
