using System.Diagnostics;
using System.Net.Sockets;
using SemanticSearch.Engine.Scanning;

namespace SemanticSearch.Engine.Tests.Scanning;

/// <summary>Links, pipes, sockets, and what may not be read: reported, never followed, opened or thrown.</summary>
public sealed class SpecialFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder outside = new();

    public void Dispose()
    {
        folder.Dispose();
        outside.Dispose();
    }

    [Fact]
    public void Links_are_reported_and_not_followed()
    {
        outside.Write("secret.cs", "text");
        folder.Write("src/a.cs", "text");
        File.CreateSymbolicLink(folder.FullPath("to-file-outside.cs"), outside.FullPath("secret.cs"));
        Directory.CreateSymbolicLink(folder.FullPath("to-folder-outside"), outside.Path);
        Directory.CreateSymbolicLink(folder.FullPath("to-folder-inside"), "src");
        File.CreateSymbolicLink(folder.FullPath("nowhere.cs"), "missing.cs");
        Directory.CreateSymbolicLink(folder.FullPath("src/up"), "..");
        File.CreateSymbolicLink(folder.FullPath("loop.cs"), "loop.cs");

        var skips = Scan().ToDictionary(entry => entry.Path, entry => entry.Skip);

        Assert.Equal(
            ["loop.cs", "nowhere.cs", "src/a.cs", "src/up", "to-file-outside.cs", "to-folder-inside", "to-folder-outside"],
            skips.Keys.Order(StringComparer.Ordinal));
        Assert.All(skips.Where(skip => skip.Key != "src/a.cs"), skip => Assert.Equal(SkipReason.Link, skip.Value?.Reason));
        Assert.StartsWith("leads out of the folder", skips["to-folder-outside"]!.Detail, StringComparison.Ordinal);
        Assert.StartsWith("scanned at its own place", skips["to-folder-inside"]!.Detail, StringComparison.Ordinal);
        Assert.StartsWith("leads nowhere", skips["nowhere.cs"]!.Detail, StringComparison.Ordinal);
        Assert.StartsWith("cannot be followed", skips["loop.cs"]!.Detail, StringComparison.Ordinal);
        Assert.Equal(SkipReason.Link, Explain("to-folder-inside/a.cs")?.Reason);
    }

    [Fact]
    public void A_folder_given_by_a_link_is_scanned()
    {
        folder.Write("a.cs", "text");
        string link = outside.FullPath("link");
        Directory.CreateSymbolicLink(link, folder.Path);

        Assert.Equal("a.cs", Assert.Single(new FolderScanner(link, ScanOptions.Default).Scan(CancellationToken.None)).Path);
    }

    [Fact]
    public void A_linked_gitignore_is_not_followed_just_as_git_does_not()
    {
        using var workplace = new GitWorkplace();
        workplace.TryWrite("a.cs");
        File.CreateSymbolicLink(workplace.InRepository(".gitignore"), outside.Write("rules", "*.cs\n"));

        Assert.Null(workplace.Scanner().Explain("a.cs").Skip);
    }

    [Fact]
    public void Pipes_and_sockets_are_never_opened()
    {
        if (OperatingSystem.IsWindows())
            return; // neither lies in a folder there
        using (var mkfifo = Process.Start("mkfifo", [folder.FullPath("pipe.cs")]))
            mkfifo.WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.FullPath("socket.cs")));

        Assert.Equal(new Skip(SkipReason.Unreadable, "a pipe"), Explain("pipe.cs"));
        Assert.Equal(new Skip(SkipReason.Unreadable, "a socket"), Explain("socket.cs"));
        Assert.Equal(2, Scan().Length);

        Directory.CreateDirectory(folder.FullPath("poisoned"));
        using (var mkfifo = Process.Start("mkfifo", [folder.FullPath("poisoned/.gitignore"), folder.FullPath("poisoned/.git")]))
            mkfifo.WaitForExit();
        Assert.Equal(4, Scan().Length);

        // These would wait for a writer for ever if they opened it.
        Assert.Equal(SkipReason.Unreadable, SourceReader.Read(folder.FullPath("pipe.cs"), "pipe.cs", ScanOptions.Default).Skip?.Reason);
        Assert.Equal(SkipReason.Unreadable, SourceReader.Read("/dev/zero", "zero", ScanOptions.Default).Skip?.Reason);
    }

    [Fact]
    public void What_may_not_be_read_is_reported()
    {
        if (OperatingSystem.IsWindows())
            return; // permissions of another kind, that a test cannot take from itself
        folder.Write("closed/a.cs", "text");
        string file = folder.Write("b.cs", "text");
        File.SetUnixFileMode(folder.FullPath("closed"), UnixFileMode.None);
        File.SetUnixFileMode(file, UnixFileMode.None);
        try
        {
            var closed = Scan()[1];
            var text = SourceReader.Read(file, "b.cs", ScanOptions.Default);
            if (Environment.IsPrivilegedProcess)
            {
                Assert.Equal("closed/a.cs", closed.Path); // to root nothing is closed
                Assert.Equal("text", text.Text);
            }
            else
            {
                Assert.Equal(("closed/", SkipReason.Unreadable), (closed.Path, closed.Skip?.Reason));
                Assert.Equal(SkipReason.Unreadable, Explain("closed/a.cs")?.Reason);
                Assert.Equal(SkipReason.Unreadable, text.Skip?.Reason);
            }
        }
        finally
        {
            File.SetUnixFileMode(folder.FullPath("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Names_that_are_not_valid_Utf8_do_no_harm()
    {
        if (!OperatingSystem.IsLinux())
            return; // other systems refuse such names
        folder.Write("a.cs", "text");
        // Made and removed by a shell: .NET cannot name them.
        const string MakeBadNames = "mkdir \"$(printf 'bad\\377dir')\"; echo x > \"$(printf 'bad\\377.cs')\"";
        RunShell(MakeBadNames);
        var entries = Scan();
        RunShell("rm -r bad*");

        Assert.Equal(["a.cs", "bad\uFFFD.cs", "bad\uFFFDdir/"], entries.Select(entry => entry.Path));
        Assert.Equal([null, SkipReason.Unreadable, SkipReason.Unreadable], entries.Select(entry => entry.Skip?.Reason));
    }

    private void RunShell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder.Path })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private ScanEntry[] Scan() => [.. new FolderScanner(folder.Path, ScanOptions.Default).Scan(CancellationToken.None)];

    private Skip? Explain(string path) => new FolderScanner(folder.Path, ScanOptions.Default).Explain(path).Skip;
}
