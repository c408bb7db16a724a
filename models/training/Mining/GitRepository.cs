using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SemanticSearch.Training.Mining;

/// <param name="Size">Bytes.</param>
internal sealed record GitFile(string Path, string Hash, long Size);

/// <summary>
/// Reads a local repository at HEAD through the git program, without a work tree. Nothing is fetched: objects that are not there are left
/// out.
/// </summary>
internal sealed class GitRepository(string gitDirectory)
{
    /// <summary>
    /// Finds "owner/name" in a folder of checkouts: &lt;owner&gt;+&lt;name&gt;, a clone or a bare repository, there or in its folder
    /// "repo".
    /// </summary>
    /// <returns>Null where it is missing.</returns>
    public static GitRepository? Find(string checkouts, string repository)
    {
        var folder = Path.Combine(checkouts, repository.Replace('/', '+'));
        string[] candidates = [Path.Combine(folder, "repo", ".git"), Path.Combine(folder, "repo"), Path.Combine(folder, ".git"), folder];
        var found = candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "HEAD")));
        return found is null ? null : new GitRepository(found);
    }

    public string Head()
    {
        using var git = Start("rev-parse", "HEAD");
        return git.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>Ordinary files at HEAD; links and submodules are left out.</summary>
    public IReadOnlyList<GitFile> ListFiles()
    {
        using var git = Start("ls-tree", "-r", "-l", "-z", "HEAD");
        var files = new List<GitFile>();
        foreach (var entry in git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // <mode> blob <hash> <size>\t<path>
            var tab = entry.IndexOf('\t');
            var fields = entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // An object that is not there has no number for a size.
            if (fields is not [['1', '0', '0', ..], "blob", var hash, var field]) continue;
            if (long.TryParse(field, CultureInfo.InvariantCulture, out var size)) files.Add(new GitFile(entry[(tab + 1)..], hash, size));
        }

        return files;
    }

    /// <summary>Reads files' contents in the order asked for; binary ones and those that are missing are left out.</summary>
    public IEnumerable<(GitFile File, string Text)> Read(IReadOnlyList<GitFile> files)
    {
        using var git = Start("cat-file", "--batch");
        // The questions are written beside the reading of the answers: git stops reading when nobody takes what it writes.
        var asking = Task.Run(() =>
        {
            using var input = git.StandardInput;
            foreach (var file in files) input.Write(file.Hash + "\n");
        });
        var output = new BufferedStream(git.StandardOutput.BaseStream, 1 << 16);
        foreach (var file in files)
        {
            var header = ReadLine(output);
            if (header.EndsWith("missing", StringComparison.Ordinal)) continue;
            var content = new byte[int.Parse(header.AsSpan(header.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture)];
            output.ReadExactly(content);
            output.ReadByte(); // the line feed behind the content
            if (!content.AsSpan().Contains((byte)0)) yield return (file, Encoding.UTF8.GetString(content));
        }

        asking.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Lines of `git log -p` from the newest commit on; each commit starts with a line of <paramref name="mark"/> and its subject.
    /// </summary>
    public IEnumerable<string> LogPatches(string mark, int commits)
    {
        using var git = Start(
            "log", "--no-merges", "--no-renames", "--diff-filter=M", "-p", "-U5", "--no-color", "--no-ext-diff",
            $"--max-count={commits}", $"--format={mark}%s");
        try
        {
            while (git.StandardOutput.ReadLine() is { } line) yield return line;
        }
        finally
        {
            if (!git.HasExited) git.Kill();
        }
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("--git-dir");
        start.ArgumentList.Add(gitDirectory);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("git could not be started.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int value; (value = stream.ReadByte()) is not ('\n' or -1);) line.Append((char)value);
        return line.ToString();
    }
}
