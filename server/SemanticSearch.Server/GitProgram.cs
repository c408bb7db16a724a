using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SemanticSearch.Server;

/// <summary>The user's git, asked without a trace: it takes no lock, runs nothing that a repository names, and fetches nothing.</summary>
internal sealed class GitProgram
{
    private readonly string path;

    private GitProgram(string path) => this.path = path;

    /// <summary>
    /// git by its full path: Windows would otherwise look into the current directory first, which may be anybody's repository.
    /// </summary>
    /// <returns>Null when there is none in PATH.</returns>
    public static GitProgram? Find()
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists) is { } found ? new GitProgram(found) : null;
    }

    /// <returns>An exit code other than 0, with the reason as <c>Error</c>, also when it does not start.</returns>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(path)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // No lock on the user's index, no file system monitor that the repository's configuration names, no objects from afar, messages in one language.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in (string[])["-c", "core.fsmonitor=false", .. arguments]) start.ArgumentList.Add(argument);

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return (-1, "", failure.Message);
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, (await error).Trim());
        }
        catch (OperationCanceledException) when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
