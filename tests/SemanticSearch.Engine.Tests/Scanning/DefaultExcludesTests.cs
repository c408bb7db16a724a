using SemanticSearch.Engine.Scanning;

namespace SemanticSearch.Engine.Tests.Scanning;

public sealed class DefaultExcludesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("node_modules/x/index.js")]
    [InlineData("web/bower_components/x.js")]
    [InlineData("lib/python3.12/site-packages/x.py")]
    [InlineData("__pycache__/x.py")]
    [InlineData(".idea/workspace.xml")]
    [InlineData(".svn/entries")]
    [InlineData("pkg.egg-info/PKG-INFO")]
    public void A_folder_that_means_one_thing_is_left_out(string path)
    {
        folder.Write(path, "text");
        Assert.Equal(SkipReason.Default, Explain(path)?.Reason);
    }

    [Theory]
    [InlineData("target/a.rs", "Cargo.toml")]
    [InlineData("target/a.java", "pom.xml")]
    [InlineData("app/bin/a.cs", "app/App.csproj")]
    [InlineData("app/obj/a.cs", "app/App.fsproj")]
    [InlineData("dist/a.js", "package.json")]
    [InlineData("build/a.java", "build.gradle.kts")]
    [InlineData("env/a.py", "env/pyvenv.cfg")]
    [InlineData("vendor/a.go", "vendor/modules.txt")]
    [InlineData("vendor/a.php", "composer.json")]
    [InlineData("out/a.c", "out/CMakeCache.txt")]
    [InlineData("anything/a.txt", "anything/CACHEDIR.TAG")]
    [InlineData("coverage/a.html", "coverage/lcov.info")]
    public void A_folder_that_may_mean_anything_is_left_out_on_evidence_only(string path, string evidence)
    {
        folder.Write(path, "text");
        Assert.Null(Explain(path));

        folder.Write(evidence, "text");
        Assert.Equal(SkipReason.Default, Explain(path)?.Reason);
        Assert.DoesNotContain(Scan(), entry => entry.Path == path);
        Assert.Contains(Scan(), entry => entry.Path.EndsWith('/') && entry.Skip?.Reason == SkipReason.Default);
    }

    [Fact]
    public void Sources_in_a_folder_called_build_stay()
    {
        folder.Write("package.json", "{}");
        folder.Write("build/pack.mjs", "text");
        Assert.Null(Explain("build/pack.mjs"));
    }

    [Fact]
    public void CMake_run_among_the_sources_does_not_hide_them()
    {
        folder.Write("lib/CMakeLists.txt", "text");
        folder.Write("lib/CMakeCache.txt", "text");
        folder.Write("lib/a.c", "text");
        Assert.Null(Explain("lib/a.c"));
    }

    [Theory]
    [InlineData("package-lock.json", SkipReason.Default)]
    [InlineData("go.sum", SkipReason.Default)]
    [InlineData("Cargo.lock", SkipReason.Default)]
    [InlineData("jquery.min.js", SkipReason.Minified)]
    [InlineData("site.css.map", SkipReason.Minified)]
    [InlineData("logo.PNG", SkipReason.Binary)]
    [InlineData("model.gguf", SkipReason.Binary)]
    [InlineData("Form1.Designer.cs", SkipReason.Generated)]
    [InlineData("api.pb.go", SkipReason.Generated)]
    [InlineData("api_pb2.py", SkipReason.Generated)]
    [InlineData(".env", SkipReason.Secret)]
    [InlineData(".env.production", SkipReason.Secret)]
    [InlineData("server.pem", SkipReason.Secret)]
    [InlineData("id_rsa_work", SkipReason.Secret)]
    [InlineData("release.KEYSTORE", SkipReason.Secret)]
    [InlineData("credentials.json", SkipReason.Secret)]
    [InlineData(".npmrc", SkipReason.Secret)]
    [InlineData("passwords.kdbx", SkipReason.Secret)]
    public void A_file_is_left_out_for_its_name(string name, SkipReason reason)
    {
        folder.Write(name, "text");
        Assert.Equal(reason, Explain(name)?.Reason);
        Assert.Equal(reason, Assert.Single(Scan()).Skip?.Reason);
    }

    [Theory]
    [InlineData(".env.example")]
    [InlineData(".env.template")]
    [InlineData("environment.ts")]
    [InlineData("Credentials.cs")]
    [InlineData("keys.py")]
    [InlineData("lock.go")]
    [InlineData("parse_string.go")]
    [InlineData("admin.js")]
    [InlineData("Designer.cs")]
    [InlineData("Makefile")]
    public void A_file_of_a_similar_name_stays(string name)
    {
        folder.Write(name, "text");
        Assert.Null(Explain(name));
    }

    [Fact]
    public void Negation_in_semsearchignore_brings_a_default_back_but_no_secret()
    {
        folder.Write(".semsearchignore", "!node_modules/\n!*.min.js\n!yarn.lock\n!.env\n!.ssh/\n");
        foreach (string path in (string[])["node_modules/own/index.js", "a.min.js", "yarn.lock", ".env", ".ssh/config"])
            folder.Write(path, "text");

        Assert.Null(Explain("node_modules/own/index.js"));
        Assert.Null(Explain("a.min.js"));
        Assert.Null(Explain("yarn.lock"));
        Assert.Equal(SkipReason.Secret, Explain(".env")?.Reason);
        Assert.Equal(SkipReason.Secret, Explain(".ssh/config")?.Reason);
    }

    [Fact]
    public void Negation_in_gitignore_speaks_of_git_and_not_of_our_defaults()
    {
        folder.Write(".gitignore", "!yarn.lock\n");
        folder.Write("yarn.lock", "text");
        Assert.Equal(SkipReason.Default, Explain("yarn.lock")?.Reason);
    }

    [Fact]
    public void Files_above_the_limit_and_empty_files_are_left_out()
    {
        folder.Write("fits.cs", new string('x', 10));
        folder.Write("large.cs", new string('x', 11));
        folder.Write("empty.cs", "");
        var scanner = new FolderScanner(folder.Path, new ScanOptions(MaximumFileBytes: 10));

        Assert.Null(scanner.Explain("fits.cs").Skip);
        Assert.Equal(new Skip(SkipReason.TooLarge, "11 bytes, the limit is 10"), scanner.Explain("large.cs").Skip);
        Assert.Equal(SkipReason.Empty, scanner.Explain("empty.cs").Skip?.Reason);
    }

    private ScanEntry[] Scan() => [.. new FolderScanner(folder.Path, ScanOptions.Default).Scan(CancellationToken.None)];

    private Skip? Explain(string path) => new FolderScanner(folder.Path, ScanOptions.Default).Explain(path).Skip;
}
