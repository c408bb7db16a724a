using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Repair">Mend what is damaged, before everything is checked.</param>
internal sealed record DoctorOptions(string? Path, bool Repair, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch doctor</c>: checks the installation and the folder's index.</summary>
internal static class DoctorCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var repair = new Option<bool>("--repair") { Description = "Make what is damaged in the index again from the rest, then check" };
        var command = new Command("doctor", "Check the installation and all that the index stores, with a next step for each problem") { path, repair };
        return new Verb(command, parsed => new DoctorOptions(parsed.GetValue(path), parsed.GetValue(repair), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(DoctorOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        if (options.Repair)
        {
            foreach (var done in new IndexCare(host.OptionsFor(folder.FullPath, options.IndexFile)).Repair(cancellation)) host.Terminal.Out.WriteLine(Printable.Clean(done));
        }

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
