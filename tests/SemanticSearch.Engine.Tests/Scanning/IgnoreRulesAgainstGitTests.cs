using FsCheck;
using FsCheck.Fluent;

namespace SemanticSearch.Engine.Tests.Scanning;

/// <summary>What we ignore, and by which rule, is what `git check-ignore` says: on generated trees, and on cases known to be hard.</summary>
public sealed class IgnoreRulesAgainstGitTests
{
    private static readonly string[] Names = ["a", "b", "ab", "A", "foo", "foo.c", "x y", "é", "a-b", "1", "]", "!a", "#b", "a ", "\\q", "[z]"];

    private static readonly Gen<string> Piece = Gen.Frequency(
        (8, Gen.Elements("a", "b", "A", "foo", ".c", "x y", "é", "-", "1", "]", "z")),
        (4, Gen.Elements("*", "**", "?", "***")),
        (2, Gen.Elements("[ab]", "[!a]", "[^b]", "[a-f]", "[]a]", "[[:alpha:]]", "[[:upper:][:digit:]]", "[a-]", "[\\]]", "[!]-z]", "[[:x:]]", "[a", "[[:alpha]")),
        (1, Gen.Elements("\\a", "\\*", "\\ ", "\\", " ", "\\!", "\\#", "\t")));

    private static readonly Gen<string> Segment =
        from length in Gen.Choose(1, 3)
        from pieces in Piece.ListOf(length)
        select string.Concat(pieces);

    private static readonly Gen<string> Pattern =
        from start in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("!")), (1, Gen.Constant("/")), (1, Gen.Constant("**/")), (1, Gen.Constant("!/")), (1, Gen.Constant("#")))
        from length in Gen.Frequency((5, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from segments in Gen.OneOf(Segment, Gen.Elements("a", "b", "foo", "**", "*")).ListOf(length)
        from end in Gen.Frequency((6, Gen.Constant("")), (2, Gen.Constant("/")), (1, Gen.Constant("/**")), (1, Gen.Constant("/*")), (1, Gen.Constant(" ")), (1, Gen.Constant("\\ ")), (1, Gen.Constant("\r")))
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
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20_251_121, 7),
            Prop.ForAll(Trees.ToArbitrary(), tree => AssertSameAsGit(tree)));
    }

    private static void AssertSameAsGit(Tree tree)
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
        workplace.AssertSameAsGit(tree.ToString());
    }
}
