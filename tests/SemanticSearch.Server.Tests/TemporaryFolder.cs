using System.Diagnostics;

namespace SemanticSearch.Server.Tests;

/// <summary>A folder of a test's own; its name has blanks and other scripts in it, as users' have.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("semsearch ü 日本 ").FullName;

    public string Write(string path, string text)
    {
        var file = Path.Combine(FullPath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string CreateFolder(string path) => Directory.CreateDirectory(Path.Combine(FullPath, path)).FullName;

    /// <summary>Runs git here, away from the user's own configuration.</summary>
    public void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = FullPath, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = Path.Combine(FullPath, "no-such-config");
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var argument in (string[])["-c", "user.name=Test", "-c", "user.email=test@example.org", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed: {error}");
    }

    public void Dispose()
    {
        // git makes its objects read-only, which Windows refuses to delete.
        foreach (var file in new DirectoryInfo(FullPath).EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        Directory.Delete(FullPath, recursive: true);
    }
}
