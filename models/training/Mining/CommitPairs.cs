using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Training.Mining;

/// <summary>Makes pairs of a commit's subject and what a hunk it changed looks like afterwards.</summary>
internal static partial class CommitPairs
{
    private const char Mark = '\u0001';
    private const int MostCommits = 4_000;
    private const int MostHunks = 3; // of a commit
    private const int MostLines = 1_500_000; // of a repository's log: a bound on time
    private const int ShortestCode = 100, LongestCode = 1_500; // characters

    /// <param name="languageOf">The language of a path that is source code and wanted, or null.</param>
    public static IEnumerable<MinedPair> Of(GitRepository repository, Func<string, string?> languageOf, int most)
    {
        string? subject = null, language = null;
        var path = "";
        var hunk = new StringBuilder();
        int hunks = 0, lines = 0, found = 0;
        foreach (var line in repository.LogPatches(Mark.ToString(), MostCommits))
        {
            if (found >= most || lines++ > MostLines) yield break;
            if (line.Length > 0 && line[0] is '+' or ' ' && !line.StartsWith("+++ ", StringComparison.Ordinal))
            {
                if (hunk.Length < LongestCode) hunk.Append(line, 1, line.Length - 1).Append('\n');
                continue;
            }

            if (line.Length > 0 && line[0] == '-' && !line.StartsWith("--- ", StringComparison.Ordinal)) continue;
            if (subject is not null && language is not null && hunk.Length >= ShortestCode && hunks < MostHunks)
            {
                hunks++;
                found++;
                yield return new MinedPair(PairKind.Commit, language, path, subject, hunk.ToString(0, Math.Min(hunk.Length, LongestCode)));
            }

            hunk.Clear();
            if (line.StartsWith(Mark))
            {
                (subject, hunks, language) = (SubjectOf(line[1..]), 0, null);
            }
            else if (line.StartsWith("+++ b/", StringComparison.Ordinal))
            {
                path = line["+++ b/".Length..];
                language = languageOf(path);
            }
            else if (
                line.StartsWith("@@ ", StringComparison.Ordinal) && line.IndexOf("@@ ", 3, StringComparison.Ordinal) is > 0 and var end)
            {
                hunk.Append(line, end + 3, line.Length - end - 3).Append('\n');
            }
        }
    }

    /// <returns>The subject without prefixes and numbers; null where it says nothing about what the code does.</returns>
    private static string? SubjectOf(string subject)
    {
        subject = Number().Replace(Prefix().Replace(subject, ""), "");
        return Empty().IsMatch(subject) ? null : NaturalText.Accept(subject);
    }

    [GeneratedRegex(@"^(\w+(\([^)]*\))?!?:\s*|\[[^\]]*\]\s*|[A-Z]+-\d+:?\s*|GH-\d+:\s*)+")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\(#\d+\)|#\d+|\([A-Z]+-\d+\)")]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(merge|bump|revert|release|prepare|version|wip\b|update (dependenc|changelog|readme|version|copyright|submodule|translations?|to \d)|upgrade|typo|fix(ed|es)? (typos?|lint|build|tests?|ci|whitespace|formatting|style|warnings?)|format|lint|clean ?up|code review|address|apply suggestions|rubocop|cosmetic|minor|more|misc)|dependabot|renovate",
        RegexOptions.IgnoreCase)]
    private static partial Regex Empty();
}
