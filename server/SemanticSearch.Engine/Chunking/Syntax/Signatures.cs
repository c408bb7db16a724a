using System.Text;

namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>A definition's head on one line.</summary>
internal static class Signatures
{
    public const int MaximumLength = 200;

    public static string? Of(FoundDefinition definition, SyntaxTable table, LanguageRules rules)
    {
        var start = table[definition.Outer].Start;
        // Decorators and annotations that a grammar puts inside the definition are not part of its head.
        for (var child = table.FirstChild(definition.Outer); child >= 0 && rules.IsLead(table[child].Symbol); child = table.NextSibling(child))
        {
            start = table.NextSibling(child) is >= 0 and var next ? table[next].Start : start;
        }
        var end = definition.BodyStart > start ? definition.BodyStart : EndOfLine(table.Text, definition.NameStart, table[definition.Outer].End);
        // "class A # what it is": a comment may stand between head and body.
        for (var child = table.FirstChild(definition.Node); child >= 0; child = table.NextSibling(child))
        {
            if (rules.IsComment(table[child].Symbol) && table[child].Start > definition.NameStart) end = Math.Min(end, table[child].Start);
        }
        var head = end > start ? OnOneLine(table.Text.AsSpan(start, end - start).TrimEnd(" \t\r\n{=:(,"), MaximumLength) : "";
        return head.Length == 0 ? null : head;
    }

    /// <returns>The text with every run of white space as one space, cut at the length, never inside a surrogate pair.</returns>
    public static string OnOneLine(ReadOnlySpan<char> text, int maximumLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maximumLength));
        foreach (var c in text.Trim())
        {
            if (line.Length == maximumLength) break;
            if (!char.IsWhiteSpace(c)) line.Append(c);
            else if (line[^1] != ' ') line.Append(' ');
        }
        if (line.Length > 0 && char.IsHighSurrogate(line[^1])) line.Length--;
        return line.ToString().TrimEnd();
    }

    private static int EndOfLine(string text, int from, int limit)
    {
        var length = text.AsSpan(from, Math.Max(0, limit - from)).IndexOfAny('\n', '\r');
        return length < 0 ? limit : from + length;
    }
}
