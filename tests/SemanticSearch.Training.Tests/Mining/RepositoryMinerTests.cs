using System.Diagnostics;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Mining;

/// <summary>Mines a small repository made by git itself.</summary>
public sealed class RepositoryMinerTests : IDisposable
{
    private const string Licence = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software";

    private const string Source = """"
        def fetch_with_retry(client, url, attempts):
            """Fetch a page and try again when the server is busy.

            Args:
                client: what to fetch with
            """
            for attempt in range(attempts):
                response = client.get(url)
                if response.status != 503:
                    return response
            raise TooManyAttempts(url)
        """";

    private readonly string checkouts = Directory.CreateTempSubdirectory("semsearch-mine-").FullName;

    private string Root => Path.Combine(checkouts, "acme+fetch");

    public void Dispose()
    {
        // Git makes its objects read-only, which Windows does not delete.
        foreach (var file in Directory.EnumerateFiles(checkouts, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(checkouts, recursive: true);
    }

    [Fact]
    public void Documentation_asks_for_its_function_without_it()
    {
        var pair = Assert.Single(MineFiles(), pair => pair.Kind == PairKind.Documentation);
        Assert.StartsWith("Fetch a page and try again when the server is busy", pair.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("try again", pair.Code, StringComparison.Ordinal);
        Assert.Contains("TooManyAttempts", pair.Code, StringComparison.Ordinal);
        Assert.Equal(("python", "src/fetch.py"), (pair.Language, pair.Path));
    }

    [Fact]
    public void A_name_in_words_asks_for_its_body()
    {
        var pair = Assert.Single(MineFiles(), pair => pair.Kind == PairKind.Name);
        Assert.StartsWith("fetch with retry", pair.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_another_licence_and_foreign_files_are_left_out() =>
        Assert.All(MineFiles(), pair => Assert.Equal("src/fetch.py", pair.Path));

    [Fact]
    public void A_commit_asks_for_what_it_changed()
    {
        var repository = MakeRepository();
        Write("src/fetch.py", Source.Replace("503", "429", StringComparison.Ordinal));
        Git("commit", "-qam", "fix: Retry when the rate limit is reached (#12)");
        Write("src/fetch.py", Source.Replace("503", "430", StringComparison.Ordinal));
        Git("commit", "-qam", "Bump version to 2");
        var pair = Assert.Single(RepositoryMiner.MineCommits(repository));
        Assert.Equal("Retry when the rate limit is reached", pair.Query);
        Assert.Contains("429", pair.Code, StringComparison.Ordinal);
        Assert.DoesNotContain("503", pair.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Mining_again_gives_the_same_pairs()
    {
        var repository = MakeRepository();
        Assert.Equal(
            RepositoryMiner.MineFiles(repository, heldOut: true, CancellationToken.None),
            RepositoryMiner.MineFiles(repository, heldOut: true, CancellationToken.None));
    }

    [Fact]
    public void A_repository_without_a_permissive_licence_has_no_summary_and_no_pairs()
    {
        var repository = MakeRepository(licence: "GNU GENERAL PUBLIC LICENSE Version 3");
        Assert.Null(LicenceMap.Read(repository, repository.ListFiles()).Summary);
        Assert.Empty(RepositoryMiner.MineFiles(repository, heldOut: true, CancellationToken.None));
    }

    private IReadOnlyList<MinedPair> MineFiles() => RepositoryMiner.MineFiles(MakeRepository(), heldOut: false, CancellationToken.None);

    private GitRepository MakeRepository(string licence = Licence)
    {
        Directory.CreateDirectory(Root);
        Git("init", "-q");
        Write("LICENSE", licence);
        Write("src/fetch.py", Source);
        Write("vendor/copy.py", Source.Replace("url", "uri", StringComparison.Ordinal));
        Write("gpl/COPYING", "GNU General Public License, version 2");
        Write("gpl/other.py", Source.Replace("url", "address", StringComparison.Ordinal));
        Git("add", "-A");
        Git("commit", "-qm", "Start");
        return GitRepository.Find(checkouts, "acme/fetch")
            ?? throw new InvalidOperationException("The repository that was just made is not found.");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Git(params string[] arguments)
    {
        string[] identity = ["-C", Root, "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"];
        using var git = Process.Start(new ProcessStartInfo("git", [.. identity, .. arguments]))
            ?? throw new InvalidOperationException("git did not start");
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
