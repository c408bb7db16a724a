using FsCheck;
using FsCheck.Fluent;

namespace SemanticSearch.Engine.Tests.Scanning;

/// <summary>What we ignore, and by which rule, is what `git check-ignore` says: on generated trees, and on hard cases.</summary>
public sealed class IgnoreRulesAgainstGitTests
{
    private static readonly string[] Names =
        ["a", "b", "ab", "A", "foo", "foo.c", "x y", "é", "a-b", "1", "]", "!a", "#b", "a ", "\\q", "[z]"];

    private static readonly Gen<string> Piece = Gen.Frequency(
        (8, Gen.Elements("a", "b", "A", "foo", ".c", "x y", "é", "-", "1", "]", "z")),
        (4, Gen.Elements("*", "**", "?", "***")),
        (2, Gen.Elements("[ab]", "[!a]", "[^b]", "[a-f]", "[A-F]", "[]a]", "[[:alpha:]]", "[[:upper:][:digit:]]",
            "[a-]", "[\\]]", "[!]-z]")),
        (1, Gen.Elements("[[:x:]]", "[a", "[[:alpha]", "\\a", "\\*", "\\ ", "\\", " ", "\\!", "\\#", "\t")));

    private static readonly Gen<string> Segment = Gen.Frequency(
        (3, Gen.Elements(Names)),
        (1, Gen.Elements("**", "*", "*.c", "?")),
        (4, from length in Gen.Choose(1, 3) from pieces in Piece.ListOf(length) select string.Concat(pieces)));

    private static readonly Gen<string> Pattern =
        from start in Gen.Frequency((4, Gen.Constant("")), (4, Gen.Elements("!", "/", "**/", "!/")), (1, Gen.Elements("#", "/**")))
        from length in Gen.Frequency((5, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from segments in Segment.ListOf(length)
        from end in Gen.Frequency((6, Gen.Constant("")), (2, Gen.Constant("/")), (2, Gen.Elements("/**", "/*", " ", "\\ ", "\r")))
        select start + string.Join('/', segments) + end;

    private static readonly Gen<string[]> Path =
        from length in Gen.Choose(1, 4)
        from parts in Gen.Elements(Names).ArrayOf(length)
        select parts;

    private static readonly Gen<Tree> Trees =
        from files in Path.ListOf(12)
        from root in Pattern.ListOf(5)
        from nested in Pattern.ListOf(3)
        from exclude in Pattern.ListOf(2)
        from global in Pattern.ListOf(2)
        from ignoreCase in Gen.Elements(false, false, true)
        select new Tree([.. files], [.. root], [.. nested], [.. exclude], [.. global], ignoreCase);

    private sealed record Tree(string[][] Files, string[] Root, string[] Nested, string[] Exclude, string[] Global, bool IgnoreCase)
    {
        public override string ToString() =>
            $"root [{Join(Root)}] nested [{Join(Nested)}] exclude [{Join(Exclude)}] global [{Join(Global)}] ignoreCase {IgnoreCase}";

        private static string Join(string[] patterns) => string.Join(" | ", patterns);
    }

    [Fact]
    public void Generated_trees_are_ignored_as_git_ignores_them()
    {
        int ignored = 0, kept = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_251_121, 7),
            Prop.ForAll(Trees.ToArbitrary(), tree =>
            {
                var answers = CompareWithGit(tree);
                ignored += answers.Count(answer => answer.Value is not null);
                kept += answers.Count(answer => answer.Value is null);
            }));
        Assert.True(ignored > 1000 && kept > 1000, $"The trees are too dull to show anything: {ignored} ignored, {kept} kept");
    }

    [Theory]
    [InlineData("foo**/bar", "foobar", "foox/bar", "foo/x/bar", "fo/bar")] // git globs only what follows "foo"
    [InlineData("a/**/b", "a/b", "a/x/b", "a/x/y/b", "xa/b", "a/xb")]
    [InlineData("/**", "a", "b/c")]
    [InlineData("**/x", "x", "a/x", "a/b/x", "ax")]
    [InlineData("a/**", "a/b", "a/c/d", "b/a/c")]
    [InlineData("a**b", "ab", "axb", "a/b")]
    [InlineData("*.log\n!keep.log\n/build/\n!/build/keep.log", "x.log", "keep.log", "build/keep.log", "sub/build/x")]
    [InlineData("build/*\n!build/keep", "build/keep", "build/other", "build/sub/keep")]
    [InlineData("foo/", "foo", "sub/foo/x")]
    [InlineData("sub/foo", "sub/foo", "x/sub/foo")]
    [InlineData("trailing   \nescaped\\ \ntab\t", "trailing", "escaped ", "escaped", "tab", "tab\t")]
    [InlineData("\\#hash\n\\!bang\n#comment", "#hash", "!bang", "#comment", "comment")]
    [InlineData("?", "a", "é", "ab")] // one byte, not one letter
    [InlineData("??", "é", "ab")]
    [InlineData("[[:alpha:]_]x\n[![:space:]]y", "ax", "_x", "1x", " y", "by")]
    [InlineData("[a-\nb\\", "[a-", "b\\", "b")]
    [InlineData("é*\n漢字/", "éa", "漢字/x", "漢")]
    [InlineData("*\n!*/\n!*.c", "a.c", "a.h", "sub/b.c", "sub/b.h")]
    [InlineData("\uFEFFfirst\r\nsecond\r\n", "first", "second")]
    [InlineData("a*b*c*d*e*f*g*h*i*j*k*l*", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijkl")]
    public void Hard_patterns_are_decided_as_git_decides_them(string patterns, params string[] files)
    {
        using var workplace = new GitWorkplace();
        foreach (string file in files)
            workplace.TryWrite(file);
        workplace.Write("repo/.gitignore", patterns);
        workplace.CompareWithGit();
    }

    private static Dictionary<string, string?> CompareWithGit(Tree tree)
    {
        using var workplace = new GitWorkplace();
        workplace.Configure(tree.IgnoreCase);
        foreach (string[] parts in tree.Files)
            workplace.TryWrite(string.Join('/', parts));
        workplace.Write("repo/.gitignore", string.Join('\n', tree.Root));
        if (Directory.Exists(workplace.InRepository("a")))
            workplace.Write("repo/a/.gitignore", string.Join("\r\n", tree.Nested) + "\n");
        workplace.Write("repo/.git/info/exclude", string.Join('\n', tree.Exclude));
        workplace.Write("home/.config/git/ignore", string.Join('\n', tree.Global));
        return workplace.CompareWithGit(tree.ToString());
    }
}
