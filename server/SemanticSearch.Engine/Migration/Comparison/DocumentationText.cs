using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Engine.Migration;

/// <summary>Takes the first sentence out of a documentation comment or a docstring, without comment marks and mark-up.</summary>
internal static partial class DocumentationText
{
    private const int FewestWords = 4;

    /// <summary>Characters; nobody types a longer question.</summary>
    private const int LongestSentence = 240;

    /// <summary>Of what is not blank: below that it is a formula, a table or code that was commented out.</summary>
    private const double LeastLetters = 0.75;

    /// <returns>Null when there is none, or none that a person could have asked with.</returns>
    public static string? FirstSentence(string documentation)
    {
        var text = new StringBuilder();
        foreach (var line in SummaryOf(documentation).AsSpan().EnumerateLines())
        {
            var bare = ClosingMark().Replace(OpeningMark().Replace(line.ToString(), ""), "").Trim();
            if (text.Length > 0 && (bare.Length == 0 || Detail().IsMatch(bare))) break;
            text.Append(bare).Append(' ');
        }

        return Accept(WithoutMarkup(text.ToString()));
    }

    private static string? Accept(string text)
    {
        var end = SentenceEnd().Match(text);
        var sentence = (end.Success ? text[..end.Index] : text).Trim().TrimEnd(':');
        if (sentence.Length > LongestSentence || Word().Count(sentence) < FewestWords || Unasked().IsMatch(sentence)) return null;
        return sentence.Count(char.IsLetter) < LeastLetters * sentence.Count(character => character != ' ') ? null : sentence;
    }

    /// <summary>Of XML documentation only the summary says what it does; a returned value or a parameter alone says too little.</summary>
    private static string SummaryOf(string documentation)
    {
        if (Summary().Match(documentation) is { Success: true } summary) return summary.Groups[1].Value;
        return Part().Match(documentation) is { Success: true } part ? documentation[..part.Index] : documentation;
    }

    private static string WithoutMarkup(string text)
    {
        text = Reference().Replace(text, match => LastName(match.Groups.Cast<Group>().Skip(1).First(group => group.Success).Value));
        text = Tag().Replace(text, " ").Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
        return BlankBeforeStop().Replace(Blanks().Replace(text.Replace("`", "", StringComparison.Ordinal), " "), "");
    }

    /// <summary>"T:Acme.Net.LineReader.Read(System.String)" is read as "Read".</summary>
    private static string LastName(string reference)
    {
        var name = reference.Split('(')[0].Trim();
        return name[(name.LastIndexOfAny(['.', ':', '#']) + 1)..];
    }

    [GeneratedRegex(@"<summary>(.*?)(?:</summary>|$)", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"<(?:param|returns|exception|value|typeparam|remarks|example)\b")]
    private static partial Regex Part();

    /// <summary>What a line of a comment begins with: ///, //!, /**, *, #, --, ;;, %, {-, and the quotes of a docstring.</summary>
    [GeneratedRegex("""^\s*(?:///?!?|/\*+!?|\*(?!/)|#+[:!]?|--+\s?[|^]?|;+|%+|\{-\s?\|?|[rRuUbBfF]{0,2}(?:\"{3}|'{3})|["'](?=\S))\s?""")]
    private static partial Regex OpeningMark();

    [GeneratedRegex("""(?:\**\*/|-\}|\"{3}|'{3}|(?<=[.!?])["'])\s*$""")]
    private static partial Regex ClosingMark();

    /// <summary>Where the details begin: parameters, examples, a table, code.</summary>
    [GeneratedRegex(
        @"^(?:[@\\]\w+|:\w+[^:]*:|-{3,}|={3,}|~{3,}|```|>>>|\.\. |#+ |[-*] |(?:args|arguments|parameters|params|returns?|raises|throws|yields|examples?|usage|notes?)\s*:?$|(?:args|parameters|returns|raises|example)\s*:)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Detail();

    [GeneratedRegex("""<\w+\s+(?:cref|name|langword|href)\s*=\s*"([^"]*)"\s*/>|\{@\w+\s+([^}\s|]+)[^}]*\}|:[\w:]+:`~?([^`]*)`""")]
    private static partial Regex Reference();

    [GeneratedRegex("</?[A-Za-z][^<>]{0,80}>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    /// <summary>Left where mark-up was taken out.</summary>
    [GeneratedRegex(@" (?=[,;:.)])")]
    private static partial Regex BlankBeforeStop();

    [GeneratedRegex(@"[\p{L}][\p{L}\p{M}'’-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<!\b(?:e\.g|i\.e|etc|vs|cf))[.!?](?=\s|$)|[。！？]", RegexOptions.IgnoreCase)]
    private static partial Regex SentenceEnd();

    /// <summary>What stands over code and says nothing of it.</summary>
    [GeneratedRegex(@"copyright|licen[sc]e|spdx|all rights reserved|\b(?:todo|fixme|xxx)\b|eslint|pylint|noqa|nolint|rubocop|inheritdoc|auto-?generated|^see\b|^@", RegexOptions.IgnoreCase)]
    private static partial Regex Unasked();
}
