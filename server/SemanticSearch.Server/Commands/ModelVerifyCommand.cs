using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Model">Null for all that are here.</param>
internal sealed record ModelVerifyOptions(string? Model, string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model verify</c>: reads model files from end to end and compares them with what is known of them.</summary>
internal static class ModelVerifyCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = new Argument<string?>("model") { Description = "A model's id, or a file (default: all that are here)", Arity = ArgumentArity.ZeroOrOne };
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("verify", "Check models' files: structure and SHA-256") { model, path, json };
        return new Verb(command, parsed => new ModelVerifyOptions(
            parsed.GetValue(model), parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelVerifyOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory).FullPath;
        var store = host.Store();
        var checks = new List<ModelCheckJson>();
        using (var progress = new FileProgressLine(host.Terminal, host.Time))
        {
            foreach (var name in options.Model is { } named ? [Absolute(named, host.CurrentDirectory)] : NamesOfAllHere(store, folder))
            {
                checks.Add(await CheckAsync(store, name, folder, progress, cancellation));
            }
        }

        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(new ModelVerifyJson(checks), ModelWireJson.Readable.ModelVerifyJson));
        else Print(checks, output, Palette.For(host.Terminal.OutTraits));
        return checks.All(check => check.Ok) ? ExitCode.Ok : ExitCode.IndexUnusable;
    }

    internal static void Print(IReadOnlyList<ModelCheckJson> checks, TextWriter output, Palette palette)
    {
        foreach (var check in checks)
        {
            output.WriteLine($"{(check.Ok ? palette.Good("ok     ") : palette.Bad("problem"))}  {Printable.Clean(check.Id)}  {Printable.Clean(check.Detail)}");
        }
    }

    /// <summary>A file may be named from where the user stands, which is not where the folder is.</summary>
    private static string Absolute(string model, string currentDirectory) =>
        ModelReference.Parse(model).IsPath ? Path.GetFullPath(model, currentDirectory) : model;

    private static List<string> NamesOfAllHere(ModelStore store, string folder) =>
        [.. store.List(folder).Where(model => model.Presence is ModelPresence.Bundled or ModelPresence.Here || model is { IsOwn: true }).Select(model => model.Id)];

    private static async Task<ModelCheckJson> CheckAsync(
        ModelStore store, string name, string folder, IProgress<FileProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var verified = await store.VerifyAsync(name, folder, progress, cancellation);
            var hash = verified.HashWasKnown
                ? "it has the SHA-256 that it should have"
                : $"its SHA-256 is {verified.Sha256}, and nobody whom we trust has published one";
            var file = verified.File is { } model ? $"{model.Architecture}, {model.Dimensions:N0} dimensions, {model.Quantisation}: its structure is right, and " : "";
            return new ModelCheckJson(verified.Id, true, verified.Path, verified.Sha256, $"{file}{hash}. {verified.Path}");
        }
        catch (Exception problem) when (problem is ModelFormatException or FileNotFoundException)
        {
            return new ModelCheckJson(name, false, null, null, problem.Message);
        }
    }
}
