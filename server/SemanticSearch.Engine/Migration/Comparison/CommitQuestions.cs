using System.Text.RegularExpressions;

namespace SemanticSearch.Engine.Migration;

/// <summary>A commit's subject; right are the files that it changed, as far as they are still indexed.</summary>
internal static partial class CommitQuestions
{
    private const int MostIndexedFiles = 3;

    /// <summary>Of all that it changed, indexed or not: a sweep over the whole code is about none of its files.</summary>
    private const int MostFiles = 12;

    private const int FewestWords = 4;

    public static IReadOnlyList<Question> Of(IReadOnlyList<CommitChange> commits, OwnFiles files, int most)
        => StableOrder.Sample(Candidates(commits, files).DistinctBy(candidate => candidate.Question.Text), most);

    private static IEnumerable<(string Path, Question Question)> Candidates(IEnumerable<CommitChange> commits, OwnFiles files)
    {
        foreach (var commit in commits)
        {
            string[] indexed = [.. commit.Paths.Where(files.IsIndexed).Distinct()];
            if (indexed.Length > MostIndexedFiles || commit.Paths.Count > MostFiles || Array.Find(indexed, OwnFiles.HoldsCode) is not { } about) continue;
            if (Clean(commit.Subject) is { } subject) yield return (about, new Question(QuestionKind.Commit, subject, [.. indexed.Select(RightPlace.WholeFile)]));
        }
    }

    /// <returns>Without what only trackers and conventions need; null when nothing is left that says what the code does.</returns>
    internal static string? Clean(string subject)
    {
        var text = Blanks().Replace(IssueNumber().Replace(Prefix().Replace(subject, ""), " "), " ").Trim(' ', '.', ',', ';', ':', '-');
        return text.Length <= Search.SearchRequest.MaximumQueryLength && Word().Count(text) >= FewestWords && !Chore().IsMatch(text) ? text : null;
    }

    /// <summary>"fix:", "feat(parser)!:", "[core]", "ABC-12:".</summary>
    [GeneratedRegex(@"^(?:\s*(?:[\w/.-]+(?:\([^)]*\))?!?:(?=\s)|\[[^\]]*\]|[A-Z][A-Z0-9]+-\d+:?))+\s*")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\(\s*(?:(?:fix(?:es)?|close[sd]?|refs?)?\s*(?:GH-|#)\d+[,\s]*)+\)|(?:\b(?:fix(?:es)?|close[sd]?|refs?)\s+)?(?<!\w)(?:#|GH-)\d+\b", RegexOptions.IgnoreCase)]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}'’_-]*")]
    private static partial Regex Word();

    /// <summary>Upkeep, which many commits share and no code answers.</summary>
    [GeneratedRegex(
        @"^(?:merge|bump|revert|release|prepare release|version|wip|upgrade|typos?|format|reformat|lint|clean ?up|code review|address|apply suggestions|update (?:dependenc|changelog|readme|copyright|submodule|translations?|version))\b|dependabot|renovate",
        RegexOptions.IgnoreCase)]
    private static partial Regex Chore();
}
