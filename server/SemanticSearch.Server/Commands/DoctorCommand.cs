using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record DoctorOptions(string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch doctor</c>: checks the installation and the folder's index.</summary>
internal static class DoctorCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var command = new Command("doctor", "Check the installation and the index, with a next step for each problem") { path };
        return new Verb(command, parsed => new DoctorOptions(parsed.GetValue(path), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(DoctorOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var diagnoses = workspace.Diagnose(cancellation);
        Print(diagnoses, host.Terminal.Out, Palette.For(host.Terminal.OutTraits));
        return diagnoses.All(diagnosis => diagnosis.Ok) ? ExitCode.Ok : ExitCode.IndexUnusable;
    }

    internal static void Print(IReadOnlyList<Diagnosis> diagnoses, TextWriter output, Palette palette)
    {
        var width = diagnoses.Select(diagnosis => diagnosis.Check.Length).DefaultIfEmpty().Max();
        foreach (var diagnosis in diagnoses)
        {
            var mark = diagnosis.Ok ? palette.Good("ok     ") : palette.Bad("problem");
            output.WriteLine($"{mark}  {diagnosis.Check.PadRight(width)}  {Printable.Clean(diagnosis.Detail)}");
            if (!diagnosis.Ok && diagnosis.NextStep is { } step) output.WriteLine($"{new string(' ', width + 11)}→ {Printable.Clean(step)}");
        }
    }
}
