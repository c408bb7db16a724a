using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Engine.Search.Filters;

/// <summary>
/// A glob over relative paths with forward slashes, case-sensitive: `*` and `?` stay within a folder, `**` does not, `[a-z]` and
/// `[!a-z]` are one character, `{a,b}` either, `\` takes the next character as it is. A pattern without '/' is about the file's
/// name, in any folder; one with it begins at the root; one that ends in '/' means all that is below.
/// </summary>
public sealed class GlobPattern
{
    private readonly Regex regex;

    public GlobPattern(string pattern)
    {
        Excludes = pattern.StartsWith('!');
        var body = Excludes ? pattern[1..] : pattern;
        var anywhere = !body.Contains('/');
        body = body.TrimStart('/');
        if (body.EndsWith('/')) body += "**";

        // Non-backtracking, because the pattern is the user's: its time grows with the path only.
        regex = new Regex(
            "^" + (anywhere ? "(?:.*/)?" : "") + Translate(body) + "$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>Whether it began with '!': what it matches is left out.</summary>
    public bool Excludes { get; }

    public bool Matches(string path) => regex.IsMatch(path);

    private static string Translate(string glob)
    {
        var output = new StringBuilder();
        var braces = 0;
        for (var i = 0; i < glob.Length; i++)
        {
            switch (glob[i])
            {
                case '*' when At(glob, i + 1) == '*':
                    i++;
                    if (At(glob, i + 1) == '/')
                    {
                        i++;
                        output.Append("(?:.*/)?");
                    }
                    else
                    {
                        output.Append(".*");
                    }

                    break;
                case '*':
                    output.Append("[^/]*");
                    break;
                case '?':
                    output.Append("[^/]");
                    break;
                case '[' when glob.IndexOf(']', Math.Min(i + 2, glob.Length)) is > 0 and var close:
                    AppendSet(output, glob[(i + 1)..close]);
                    i = close;
                    break;
                case '{' when glob.IndexOf('}', i) > 0:
                    braces++;
                    output.Append("(?:");
                    break;
                case '}' when braces > 0:
                    braces--;
                    output.Append(')');
                    break;
                case ',' when braces > 0:
                    output.Append('|');
                    break;
                case '\\' when i + 1 < glob.Length:
                    output.Append(Regex.Escape(glob[++i].ToString()));
                    break;
                default:
                    output.Append(Regex.Escape(glob[i].ToString()));
                    break;
            }
        }

        // A brace that was opened inside another and never closed.
        return output.Append(')', braces).ToString();
    }

    private static void AppendSet(StringBuilder output, string set)
    {
        var negated = set[0] is '!' or '^';
        var members = negated ? set[1..] : set;
        output.Append(negated ? "[^/" : "[");
        for (var i = 0; i < members.Length; i++)
        {
            var isRange = members[i] == '-' && i > 0 && i + 1 < members.Length && members[i - 1] <= members[i + 1];
            if (isRange) output.Append('-');
            else output.Append("\\u").Append(((int)members[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        output.Append(']');
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';
}
