using System.Collections.Frozen;
using System.Globalization;

namespace SemanticSearch.Engine.Scanning;

/// <summary>Tells from a text whether somebody wrote it to be read.</summary>
internal static class ContentSigns
{
    /// <summary>A line above this many characters is one that nobody wrote by hand, as code.</summary>
    private const int LongLine = 500;

    /// <summary>Share of spaces in a long line of code that shows written text: prose has 15 to 20 %, packed code 1 to 5 %.</summary>
    private const double WrittenSpaces = 0.1;

    /// <summary>Below this many characters a text is not worth calling packed.</summary>
    private const int LeastPacked = 2_000;

    /// <summary>As many ordinary lines make it a source with an embedded blob, rather than a bundle with a licence on top...</summary>
    private const int OrdinaryLines = 30;

    /// <summary>...unless the ordinary lines are less than this share of the text.</summary>
    private const double OrdinaryShare = 0.02;

    /// <summary>Data is often written on long lines; a line above this many characters is a dump of it.</summary>
    private const int LongDataLine = 20_000;

    private enum Nature
    {
        Code,
        Data,
        Prose,
    }

    private static readonly FrozenDictionary<string, Nature> Natures = new Dictionary<string, Nature>(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = Nature.Prose,
        [".markdown"] = Nature.Prose,
        [".mdx"] = Nature.Prose,
        [".rst"] = Nature.Prose,
        [".txt"] = Nature.Prose,
        [".adoc"] = Nature.Prose,
        [".asciidoc"] = Nature.Prose,
        [".org"] = Nature.Prose,
        [".tex"] = Nature.Prose,
        [".textile"] = Nature.Prose,
        [".json"] = Nature.Data,
        [".jsonc"] = Nature.Data,
        [".json5"] = Nature.Data,
        [".jsonl"] = Nature.Data,
        [".ndjson"] = Nature.Data,
        [".geojson"] = Nature.Data,
        [".ipynb"] = Nature.Data,
        [".csv"] = Nature.Data,
        [".tsv"] = Nature.Data,
        [".xml"] = Nature.Data,
        [".svg"] = Nature.Data,
        [".html"] = Nature.Data,
        [".htm"] = Nature.Data,
        [".yaml"] = Nature.Data,
        [".yml"] = Nature.Data,
        [".toml"] = Nature.Data,
        [".resx"] = Nature.Data,
        [".xaml"] = Nature.Data,
        [".sql"] = Nature.Data,
        [".po"] = Nature.Data,
        [".log"] = Nature.Data,
        [""] = Nature.Data,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="path">Its extension says what is usual: prose has a paragraph a line, data may stand on one line.</param>
    public static Skip? Recognise(string text, string path)
    {
        if (text.AsSpan().IsWhiteSpace())
            return new Skip(SkipReason.Empty, "only white space");
        var nature = Natures.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Path.GetExtension(path.AsSpan()), out var known)
            ? known
            : Nature.Code;
        if (nature == Nature.Prose)
            return null; // a page made by a program is still there to be read
        return Packed(text, nature) ?? GeneratedMark.Find(text, path);
    }

    private static Skip? Packed(string text, Nature nature)
    {
        if (text.Length < LeastPacked)
            return null;
        int limit = nature == Nature.Data ? LongDataLine : LongLine;
        int longest = 0, longText = 0, spaces = 0, ordinaryLines = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            int end = rest.IndexOf('\n');
            int length = end < 0 ? rest.Length : end;
            longest = Math.Max(longest, length);
            if (length > limit)
            {
                longText += length;
                spaces += rest[..length].Count(' ');
            }
            else if (length > 1) // more than a carriage return
            {
                ordinaryLines++;
            }

            rest = rest[Math.Min(length + 1, rest.Length)..];
        }

        bool mostlyLong = longText > text.Length / 2;
        bool fewOrdinary = ordinaryLines < OrdinaryLines || text.Length - longText < text.Length * OrdinaryShare;
        bool written = nature == Nature.Code && spaces > longText * WrittenSpaces;
        return mostlyLong && fewOrdinary && !written
            ? new Skip(SkipReason.Minified, string.Create(CultureInfo.InvariantCulture, $"longest line {longest:N0} characters"))
            : null;
    }
}
