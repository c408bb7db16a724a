using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Training.Mining;

/// <summary>
/// Takes the sentences out of documentation comments, docstrings and commit subjects, and tells whether they are natural text.
/// </summary>
internal static partial class NaturalText
{
    private const int LongestText = 400; // characters; a question is shorter, what follows is detail
    private const int FewestWords = 3;
    private const double LeastLetters = .75; // of what is not blank

    /// <returns>The first sentences of the documentation without comment signs and markup; null where it is not natural text.</returns>
    public static string? OfDocumentation(string documentation)
    {
        var text = new StringBuilder();
        foreach (var line in documentation.AsSpan().EnumerateLines())
        {
            if (text.Length > 0 && PartTag().IsMatch(line)) break;
            var clean = Clean(line.ToString());
            if (Stop().IsMatch(clean))
            {
                if (text.Length > 0) break;
                clean = Stop().Replace(clean, "");
            }

            if (clean.Length == 0 && text.Length > LongestText / 4) break;
            if (Decoration().IsMatch(clean)) continue;
            text.Append(clean).Append(' ');
            if (text.Length > LongestText) break;
        }

        return Accept(text.ToString());
    }

    /// <returns>The text with blanks folded and cut to length; null where it is not natural text.</returns>
    public static string? Accept(string text)
    {
        text = Blank().Replace(text, " ").Trim();
        if (text.Length > LongestText) text = text[..(text.LastIndexOf(' ', LongestText) is > 0 and var cut ? cut : LongestText)];
        var visible = text.Count(character => character != ' ');
        if (visible == 0 || text.Count(char.IsLetter) < LeastLetters * visible) return null;
        if (Word().Count(text) < FewestWords || Unwanted().IsMatch(text)) return null;
        return text;
    }

    /// <returns>The first sentence, or all where it has no end.</returns>
    public static string FirstSentence(string text)
    {
        var end = SentenceEnd().Match(text);
        return end.Success && Word().Count(text[..end.Index]) >= FewestWords ? text[..end.Index] : text;
    }

    private static string Clean(string line)
    {
        var clean = CommentSign().Replace(line, "");
        clean = clean.Replace("*/", "", StringComparison.Ordinal).Replace("-}", "", StringComparison.Ordinal);
        clean = Quotes().Replace(clean, "");
        clean = Reference().Replace(clean, "$1$2$3");
        clean = Tag().Replace(clean, " ");
        return clean.Trim().Trim('`', '"').Trim();
    }

    [GeneratedRegex(@"^\s*(///?!?|//!|/\*+!?|\*+|#+'?|--+\s?[|^]?|;+|\{-\s?[|]?|%+|@doc|@moduledoc|~[sS])\s?")]
    private static partial Regex CommentSign();

    [GeneratedRegex("\"{3}|'{3}|^r?[\"']{1,3}|[\"']{3}$")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"\{@\w+\s+([^}]*)\}|<see\s+\w+=""(?:\w:)?([^""]*)""\s*/>|:\w+:`~?([^`]*)`")]
    private static partial Regex Reference();

    [GeneratedRegex(@"</?[A-Za-z][^>]{0,80}>")]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"^([@\\](param|return|returns|throws|exception|see|since|author|type|typedef|template|example|deprecated|internal|private|api|link|tparam|note|group)\b|:(param|return|returns|type|rtype|raises)|(args|arguments|parameters|params|returns?|raises|throws|yields|examples?|usage|see also|notes?|options|keyword arguments|since)\s*:?\s*$|- parameters?|- returns?|#+ (examples?|arguments|parameters|returns|panics|errors|safety|options)|```|>>>|iex>|\.\. |~~~|-{3,}|={3,})\s*",
        RegexOptions.IgnoreCase)]
    private static partial Regex Stop();

    [GeneratedRegex("<(returns|param|typeparam|remarks|example|exception|value)\\b")]
    private static partial Regex PartTag();

    [GeneratedRegex(@"^[\W_]+$")]
    private static partial Regex Decoration();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"[\p{L}]{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"[.!?](\s|$)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"copyright|licen[sc]ed? (under|to)|spdx|all rights reserved|\btodo\b|\bfixme\b|eslint|pylint|noqa|rubocop:|nolint|inheritdoc|^see |^@|https?://\S+$|[;{}]\s*$|^(if|for|return|var|let|const)\b.*[=(]",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();
}
