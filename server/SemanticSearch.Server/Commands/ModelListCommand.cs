using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record ModelListOptions(string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model list</c>: which models there are, which are here, and which one a folder is searched with.</summary>
internal static class ModelListCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("list", "List the models that are known, here or not") { path, json };
        return new Verb(command, parsed => new ModelListOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static ExitCode Run(ModelListOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory).FullPath;
        var models = host.Store().List(folder);
        var chosen = ModelSetting.Load(host.OptionsFor(folder, options.IndexFile).IndexFile ?? IndexLocation.For(folder, host.Home)).Model;
        var output = host.Terminal.Out;
        if (options.Json)
        {
            var json = new ModelListJson([.. models.Select(model => ModelJson.Of(model, IsChosen(model, chosen)))]);
            output.WriteLine(JsonSerializer.Serialize(json, ModelWireJson.Readable.ModelListJson));
        }
        else
        {
            Print(models, chosen, output, host.Terminal.OutTraits);
        }

        return ExitCode.Ok;
    }

    /// <summary>For people some lines a model; through a pipe one line: id, where it is, bytes, dimensions, licence and path between tabs.</summary>
    /// <param name="chosen">What the folder is searched with; null for the bundled model.</param>
    internal static void Print(IReadOnlyList<ListedModel> models, string? chosen, TextWriter output, StreamTraits traits)
    {
        var palette = Palette.For(traits);
        var width = models.Max(model => Printable.Width(model.Id));
        foreach (var model in models)
        {
            if (!traits.IsTerminal)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.Id}\t{Word(model.Presence)}\t{model.Size}\t{model.Dimensions}\t{model.Licence}\t{Printable.Clean(model.Path ?? "")}"));
                continue;
            }

            var mark = IsChosen(model, chosen) ? "*" : " ";
            var name = model.Presence is ModelPresence.Bundled or ModelPresence.Here ? palette.Symbol(model.Id) : model.Id;
            var blanks = new string(' ', width - Printable.Width(model.Id));
            output.WriteLine($"{mark} {name}{blanks}  {Place(model),-15}  {Size(model),9}  {model.Dimensions,5:N0} dim.  {model.Licence}".TrimEnd());
            Detail(model.IsOwn ? "added by you" : $"for {model.TrainedFor}");
            if (model.Note is { } note) Detail(note);
            if (model is { Presence: ModelPresence.Here, Path: { } path }) Detail(path);
        }

        if (traits.IsTerminal) output.WriteLine(palette.Faint("* is in use here. 'semsearch model download <id>' fetches one; 'semsearch model add <file>' adds your own."));

        void Detail(string text)
        {
            foreach (var line in Wrapped(Printable.Clean(text), traits.Width - 5)) output.WriteLine($"    {palette.Faint(line)}");
        }
    }

    private static string Place(ListedModel model) => model.Presence switch
    {
        ModelPresence.Bundled => "always used",
        ModelPresence.Here => "here",
        ModelPresence.Partly => $"{100.0 * model.PartSize / Math.Max(1, model.Size):N0} % downloaded",
        ModelPresence.Missing => "not here",
        _ => throw new ArgumentOutOfRangeException(nameof(model), model.Presence, "A presence without a word."),
    };

    private static string Size(ListedModel model) => (model.SizeIsExact ? "" : "~") + Measures.Bytes(model.Size);

    private static string Word(ModelPresence presence) => presence.ToString().ToLowerInvariant();

    private static bool IsChosen(ListedModel model, string? chosen) => chosen is not null
        && ModelReference.Parse(chosen).Name is var name
        && (string.Equals(name, model.Id, StringComparison.OrdinalIgnoreCase) || name == model.Path);

    private static IEnumerable<string> Wrapped(string text, int columns)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }
}
