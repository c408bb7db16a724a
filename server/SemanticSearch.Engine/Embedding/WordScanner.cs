namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// Walks over text identifier by identifier and splits each into lower-case words, without allocating. An identifier is a run of letters of
/// any script, digits, '_' and '$'; it is split at case changes ("parseHTTPBody" → parse http body), at '_' and '$', and between letters
/// and digits. A number of more than <see cref="LongestNumber"/> digits becomes <see cref="Number"/>. Scripts that are written without
/// spaces (Chinese, Japanese) are split into characters.
/// </summary>
/// <param name="buffer">Room of <see cref="BufferLength"/> characters for the identifier in hand.</param>
public ref struct WordScanner(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>Stands before each word of <see cref="Identifier"/>; never part of a word.</summary>
    public const char Joint = '_';

    /// <summary>The word that all long numbers become.</summary>
    public const char Number = '#';

    /// <summary>Digits; what is longer is a value, not a name, and carries no meaning of its own.</summary>
    public const int LongestNumber = 2;

    /// <summary>Characters. A longer run is cut, so that a megabyte without a space cannot cost a megabyte of buffer.</summary>
    public const int LongestIdentifier = 128;

    public const int BufferLength = 2 * LongestIdentifier + 2; // a joint before each character, and room for one more

    private enum Class : byte
    {
        Separator,
        Lower,
        Upper,
        Digit,
        Joiner,
        Ideograph,
    }

    private readonly ReadOnlySpan<char> text = text;
    private readonly Span<char> buffer = buffer;
    private int position = 0;
    private int length = 0;
    private int wordStart = 0;
    private Class previous = Class.Separator;

    private static ReadOnlySpan<Class> AsciiClasses => AsciiTable;

    private static readonly Class[] AsciiTable = MakeAsciiTable();

    /// <summary>The words of the identifier in hand, each behind a <see cref="Joint"/>: "_parse_http_body".</summary>
    public readonly ReadOnlySpan<char> Identifier => buffer[..length];

    public int WordCount { get; private set; } = 0;

    /// <summary>Goes to the next identifier that has a word.</summary>
    public bool MoveNext()
    {
        while (position < text.Length)
        {
            length = 0;
            WordCount = 0;
            previous = Class.Separator;
            var end = position + Math.Min(LongestIdentifier, text.Length - position);
            for (; position < end; position++)
            {
                var character = text[position];
                var kind = character < 128 ? AsciiClasses[character] : ClassOf(character);
                if (kind == Class.Separator) break;
                Append(character, kind);
            }

            EndWord();
            if (WordCount > 0) return true;
            position++;
        }

        return false;
    }

    private void Append(char character, Class kind)
    {
        if (kind == Class.Joiner)
        {
            EndWord();
        }
        else
        {
            if (StartsWord(kind)) StartWord();
            else if (previous == Class.Upper && kind == Class.Lower && length - wordStart > 1) SplitBeforeLast();
            buffer[length++] = kind == Class.Upper ? char.ToLowerInvariant(character) : character;
        }

        previous = kind;
    }

    private readonly bool StartsWord(Class kind) => previous switch
    {
        Class.Separator or Class.Joiner or Class.Ideograph => true,
        Class.Lower => kind != Class.Lower,
        Class.Upper => kind is Class.Digit or Class.Ideograph,
        _ => kind != Class.Digit,
    };

    private void StartWord()
    {
        EndWord();
        buffer[length++] = Joint;
        wordStart = length;
        WordCount++;
    }

    /// <summary>"HTTPb" has been read as one word up to the P; the word in hand started with that P.</summary>
    private void SplitBeforeLast()
    {
        var last = buffer[--length];
        StartWord();
        buffer[length++] = last;
    }

    private void EndWord()
    {
        if (previous != Class.Digit || length - wordStart <= LongestNumber) return;
        length = wordStart;
        buffer[length++] = Number;
    }

    private static Class ClassOf(char character) => character switch
    {
        >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' => Class.Ideograph,
        _ when char.IsUpper(character) => Class.Upper,
        _ when char.IsLetter(character) || IsMark(character) => Class.Lower,
        _ when char.IsDigit(character) => Class.Digit,
        _ => Class.Separator,
    };

    /// <summary>Vowel signs and accents stand inside words of many scripts.</summary>
    private static bool IsMark(char character) =>
        char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static Class[] MakeAsciiTable()
    {
        var table = new Class[128];
        for (var c = 'a'; c <= 'z'; c++) table[c] = Class.Lower;
        for (var c = 'A'; c <= 'Z'; c++) table[c] = Class.Upper;
        for (var c = '0'; c <= '9'; c++) table[c] = Class.Digit;
        table['_'] = table['$'] = Class.Joiner;
        return table;
    }
}
