using System.Diagnostics;
using SemanticSearch.Engine;

namespace SemanticSearch.Server;

/// <summary>Reads a suspect file in a process of its own, which may die over it: this executable, called with an argument that no person types.</summary>
internal static class ProbeProcess
{
    private const string Argument = "--probe";

    /// <summary>Beyond this a file counts as one that the process does not survive; a parse alone is given up after 2 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Whether this process was started as a probe, and has done its work.</returns>
    public static bool Ran(string[] args)
    {
        if (args is not [Argument, var folder, var path]) return false;
        WorkspaceIndex.Probe(folder, path);
        return true;
    }

    /// <returns>False when the file takes its reader down.</returns>
    public static bool Survives(string folder, string path)
    {
        if (Environment.ProcessPath is not { } self) return true;
        var start = new ProcessStartInfo(self) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(typeof(ProbeProcess).Assembly.Location);
        foreach (var argument in (string[])[Argument, folder, path]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (process.WaitForExit(Patience)) return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        return false;
    }
}
