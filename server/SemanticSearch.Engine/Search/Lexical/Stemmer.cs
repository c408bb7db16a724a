namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>
/// Brings the plural, -ing and -ed forms of an English word to one stem, which need not be a word: parse, parses, parsed, parsing → pars.
/// <para>
/// Meant to err towards leaving words alone; a wrong stem costs little because query and document go the same way. Whole
/// identifiers are never stemmed.
/// </para>
/// </summary>
internal static class Stemmer
{
    /// <summary>Below this a word is too short to tell an ending from the word itself: "bus", "ring", "red".</summary>
    private const int MinimumWord = 4, MinimumStem = 3;

    /// <param name="word">Lower-case ASCII letters; others are left as they are. May be changed in place.</param>
    /// <returns>Length of the stem, which is the start of <paramref name="word"/>.</returns>
    public static int Stem(Span<char> word)
    {
        var length = word.Length;
        if (length < MinimumWord || word.ContainsAnyExceptInRange('a', 'z')) return length;
        length = WithoutPlural(word);
        length = WithoutSuffix(word[..length]);

        // "parse" meets "parsing" only without its e; "free" and "tree" keep theirs.
        if (length >= MinimumWord && word[length - 1] == 'e' && word[length - 2] != 'e') length--;
        return length;
    }

    public static string Stem(string word)
    {
        var letters = word.ToCharArray();
        return new string(letters, 0, Stem(letters.AsSpan()));
    }

    private static int WithoutPlural(Span<char> word)
    {
        var length = word.Length;
        if (word[^1] != 's') return length;
        if (word[^2] is 's' or 'u' or 'i') return length; // class, status, analysis
        if (length > MinimumWord && word.EndsWith("ies"))
        {
            word[length - 3] = 'y';
            return length - 2;
        }

        // boxes, matches, indexes, classes
        if (word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("sses")) return length - 2;
        return length - 1;
    }

    private static int WithoutSuffix(Span<char> word)
    {
        if (word.Length > MinimumWord && word.EndsWith("ied"))
        {
            word[^3] = 'y';
            return word.Length - 2;
        }

        var length = word.EndsWith("ing") ? word.Length - 3 : word.EndsWith("ed") && !word.EndsWith("eed") ? word.Length - 2 : word.Length;
        if (length == word.Length || length < MinimumStem || word.SequenceEqual("embed")) return word.Length;
        if (!word[..length].ContainsAny("aeiouy")) return word.Length; // string, spring
        var doubled = word[length - 1] == word[length - 2] && word[length - 1] is not ('l' or 's' or 'z' or 'e');
        return doubled && length > MinimumStem ? length - 1 : length; // running → run, but calling → call
    }
}
