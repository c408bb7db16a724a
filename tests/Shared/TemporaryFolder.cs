using System.Diagnostics;

namespace SemanticSearch.Tests;

/// <summary>A real folder for one test, gone afterwards; its name has blanks and other scripts in it, as users' have.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("semsearch ü 日本 ").FullName;

    public string FullPath(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Writes a file in UTF-8 without a byte order mark, and makes the folders it needs.</summary>
    /// <param name="path">Relative, with forward slashes.</param>
    /// <returns>The file's full path.</returns>
    public string Write(string path, string text)
    {
        var full = Prepare(path);
        File.WriteAllText(full, text);
        return full;
    }

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Prepare(path);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public string CreateFolder(string path) => Directory.CreateDirectory(FullPath(path)).FullName;

    /// <summary>Runs git here, away from the user's own configuration.</summary>
    public void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = FullPath("no-such-config");
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var argument in (string[])["-c", "user.name=Test", "-c", "user.email=test@example.org", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed: {error}");
    }

    public void Dispose()
    {
        // git makes its objects read-only, which only Windows refuses to delete.
        if (OperatingSystem.IsWindows())
        {
            foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        }
        Directory.Delete(Path, recursive: true);
    }

    private string Prepare(string path)
    {
        var full = FullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        return full;
    }
}
