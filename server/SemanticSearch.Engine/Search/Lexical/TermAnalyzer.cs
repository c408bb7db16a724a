using System.Globalization;
using System.Text;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>
/// Turns a chunk, or a query, into terms: every identifier's words, stemmed, and an identifier of several words also whole, lower
/// case and without underscores, so that userName, UserName and user_name meet. Chinese, Japanese and Korean runs give their
/// characters and pairs of them.
/// <para>Keeps a vocabulary so that a word seen before allocates nothing. Not safe for several threads: one for each worker.</para>
/// </summary>
public sealed class TermAnalyzer
{
    /// <summary>How much more a word counts that stands in the chunk's name than one in its text: it says what the chunk is.</summary>
    private const int SymbolWeight = 3;

    /// <summary>A file is named for what it holds; the folders around it and the types around a member say so less.</summary>
    private const int FileNameWeight = 2, FolderWeight = 1, ScopeWeight = 1;

    /// <summary>Folders further out ("src", "packages") say nothing of one file.</summary>
    private const int FoldersCounted = 2;

    /// <summary>Longer runs are data (base64, hashes), not names.</summary>
    private const int MaximumIdentifier = 128, MaximumDigits = 6;

    /// <summary>Characters of a term; a longer one is left out.</summary>
    internal const int MaximumTerm = 64;

    /// <summary>Bounds the memory that the vocabulary takes to a few MB; then it starts afresh.</summary>
    private const int MaximumVocabulary = 100_000;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsBySpan;
    private readonly List<string> words = [];
    private readonly List<int> frequencies = [];
    private readonly List<int> touched = [];

    // Fields, because clearing that much stack for every identifier would cost more than splitting it.
    private readonly Range[] parts = new Range[MaximumIdentifier];
    private readonly char[] whole = new char[MaximumIdentifier];
    private readonly char[] part = new char[MaximumIdentifier];

    public TermAnalyzer() => idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="path">Relative, forward slashes.</param>
    public TermBag Analyze(string path, string? symbol, string scope, ReadOnlySpan<char> text)
    {
        AddText(text, 1, singles: true);
        AddText(symbol, SymbolWeight, singles: true);
        AddText(scope, ScopeWeight, singles: true);
        AddPath(path);
        return Take();
    }

    /// <returns>The query's terms, each once, in order; words that only make it a sentence are left out unless nothing else is there.</returns>
    public string[] AnalyzeQuery(string query)
    {
        AddText(query, 1, singles: false);
        return WithoutStopWords(Take().Terms);
    }

    /// <returns>The words of a name, of a path or of a query, each once, without the whole identifiers.</returns>
    public string[] AnalyzeName(string name)
    {
        AddText(name, 1, singles: false, wholes: false);
        return WithoutStopWords(Take().Terms);
    }

    private static string[] WithoutStopWords(ReadOnlySpan<string> terms)
    {
        var all = terms.ToArray();
        var telling = Array.FindAll(all, term => !StopWords.Contains(term));
        return telling.Length > 0 ? telling : all;
    }

    private void AddPath(string path)
    {
        var rest = path.AsSpan();
        var slash = rest.LastIndexOf('/');
        var name = rest[(slash + 1)..];
        var dot = name.IndexOf('.');
        AddText(dot > 0 ? name[..dot] : name, FileNameWeight, singles: true);
        for (var i = 0; i < FoldersCounted && slash > 0; i++)
        {
            rest = rest[..slash];
            slash = rest.LastIndexOf('/');
            AddText(rest[(slash + 1)..], FolderWeight, singles: true);
        }
    }

    /// <param name="singles">Whether a single character of a longer Chinese, Japanese or Korean run counts as a term as well.</param>
    /// <param name="wholes">Whether an identifier of several words counts as a term as well.</param>
    private void AddText(ReadOnlySpan<char> text, int weight, bool singles, bool wholes = true)
    {
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            if (IsIdeographic(text[i]))
            {
                while (i < text.Length && IsIdeographic(text[i])) i++;
                AddIdeographs(text[start..i], weight, singles);
                continue;
            }

            for (int width; i < text.Length && (width = IdentifierCharWidth(text[i..])) > 0; i += width)
            {
            }

            if (i > start) AddIdentifier(text[start..i], weight, wholes);
            else i++;
        }
    }

    private void AddIdeographs(ReadOnlySpan<char> run, int weight, bool singles)
    {
        for (var i = 0; i < run.Length; i++)
        {
            if (singles || run.Length == 1) Count(run.Slice(i, 1), weight);
            if (i + 1 < run.Length) Count(run.Slice(i, 2), weight);
        }
    }

    private void AddIdentifier(ReadOnlySpan<char> identifier, int weight, bool wholes)
    {
        if (identifier.Length > MaximumIdentifier) return;
        var count = IdentifierParts.Split(identifier, parts);
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            var partLength = identifier[parts[i]].ToLowerInvariant(part);
            part.AsSpan(0, partLength).CopyTo(whole.AsSpan(length));
            length += partLength;
            AddWord(part.AsSpan(0, partLength), weight);
        }

        if (wholes && count > 1 && length <= MaximumTerm) Count(whole.AsSpan(0, length), weight);
    }

    private void AddWord(Span<char> word, int weight)
    {
        // A lone Latin letter or digit is a loop variable or a type parameter: everywhere, and never what is looked for.
        if (word.Length == 1 && word[0] < 0x80) return;
        if (word.Length > (char.IsAsciiDigit(word[0]) ? MaximumDigits : MaximumTerm)) return;
        Count(word[..Stemmer.Stem(word)], weight);
    }

    private void Count(ReadOnlySpan<char> term, int weight)
    {
        if (!idsBySpan.TryGetValue(term, out var id))
        {
            id = words.Count;
            var word = term.ToString();
            ids.Add(word, id);
            words.Add(word);
            frequencies.Add(0);
        }

        if (frequencies[id] == 0) touched.Add(id);
        frequencies[id] += weight;
    }

    private TermBag Take()
    {
        var terms = new string[touched.Count];
        var counts = new byte[touched.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = words[touched[i]];
            counts[i] = (byte)Math.Min(frequencies[touched[i]], TermBag.MaximumFrequency);
            frequencies[touched[i]] = 0;
        }

        touched.Clear();
        if (words.Count > MaximumVocabulary)
        {
            ids.Clear();
            words.Clear();
            frequencies.Clear();
        }

        return new TermBag(terms, counts);
    }

    /// <returns>UTF-16 units of the identifier character at the start of <paramref name="text"/>; 0 when there is none.</returns>
    private static int IdentifierCharWidth(ReadOnlySpan<char> text)
    {
        var c = text[0];
        if (c < 0x80) return char.IsAsciiLetterOrDigit(c) || c == '_' ? 1 : 0;
        if (!char.IsSurrogate(c)) return char.IsLetterOrDigit(c) ? IsIdeographic(c) ? 0 : 1 : IsMark(char.GetUnicodeCategory(c)) ? 1 : 0;
        return Rune.DecodeFromUtf16(text, out var rune, out var width) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune)
            ? width
            : 0;
    }

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <remarks>Scripts written without spaces (or, Korean, with endings grown onto the word), where pairs stand in for words.</remarks>
    private static bool IsIdeographic(char c) => c is
        (>= '\u3040' and <= '\u30FF') or   // hiragana, katakana
        (>= '\u3400' and <= '\u4DBF') or   // Han, extension A
        (>= '\u4E00' and <= '\u9FFF') or   // Han
        (>= '\uAC00' and <= '\uD7AF') or   // Hangul syllables
        (>= '\uF900' and <= '\uFAFF');     // Han, compatibility
}
