using System.Text;

namespace SemanticSearch.Engine.Scanning;

/// <summary>One line of an ignore file.</summary>
internal sealed class IgnorePattern
{
    private static ReadOnlySpan<byte> WildBytes => "*?[\\"u8;

    private readonly Form form;
    private readonly byte[] literal;
    private readonly WildPattern? wild;
    private readonly bool foldersOnly;

    private IgnorePattern(Form form, byte[] literal, WildPattern? wild, bool foldersOnly, bool negated, int line, string text)
    {
        (this.form, this.literal, this.wild, this.foldersOnly) = (form, literal, wild, foldersOnly);
        (Negated, Line, Text) = (negated, line, text);
    }

    private enum Form
    {
        /// <summary>"name": the last part of the path equals the literal.</summary>
        Name,
        /// <summary>"*.log": the last part ends in the literal.</summary>
        NameEnd,
        /// <summary>"*.[oa]": the last part matches.</summary>
        NameWild,
        /// <summary>"src/*.o": the path from the ignore file's folder starts with the literal, and the rest matches.</summary>
        Path,
    }

    /// <summary>Starts with '!': what matches is kept.</summary>
    public bool Negated { get; }

    /// <summary>Counted from 1.</summary>
    public int Line { get; }

    /// <summary>As written, without trailing spaces.</summary>
    public string Text { get; }

    /// <returns>Null for a comment, a blank line, or a pattern that can match nothing.</returns>
    public static IgnorePattern? Parse(ReadOnlySpan<byte> line, int number, bool foldCase)
    {
        if (line is [(byte)'#', ..])
            return null;
        int end = line.IndexOf((byte)0); // git reads the line as a C string
        if (end >= 0)
            line = line[..end];
        line = TrimTrailingSpaces(line);
        string text = Encoding.UTF8.GetString(line);

        bool negated = line is [(byte)'!', ..];
        if (negated)
            line = line[1..];
        bool foldersOnly = line is [.., (byte)'/'];
        if (foldersOnly)
            line = line[..^1];
        if (line.IsEmpty)
            return null;

        var body = line;
        bool isPath = body.Contains((byte)'/');
        if (isPath && body[0] == '/')
            body = body[1..];
        int plain = body.IndexOfAny(WildBytes);
        int literalEnd = plain < 0 ? body.Length : plain;

        Form form;
        ReadOnlySpan<byte> literal = default;
        WildPattern? wild = null;
        if (isPath)
        {
            // Git compares what comes before the first wildcard and globs only the rest, so "a**/b" globs "**/b". We keep that oddity.
            form = Form.Path;
            literal = body[..literalEnd];
            wild = WildPattern.Compile(body[literalEnd..], foldCase);
        }
        else if (plain < 0)
        {
            form = Form.Name;
            literal = body;
        }
        else if (body[0] == '*' && body[1..].IndexOfAny(WildBytes) < 0)
        {
            form = Form.NameEnd;
            literal = body[1..];
        }
        else
        {
            form = Form.NameWild;
            wild = WildPattern.Compile(body, foldCase);
        }

        if (wild is null && form is (Form.Path or Form.NameWild))
            return null;
        return new IgnorePattern(form, foldCase ? AsciiCase.Lower(literal) : literal.ToArray(), wild, foldersOnly, negated, number, text);
    }

    /// <param name="path">From the folder of the ignore file, no slash at either end; in lower case when parsed with folding.</param>
    /// <param name="name">The last part of the path.</param>
    public bool Matches(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        if (foldersOnly && !isFolder)
            return false;
        return form switch
        {
            Form.Name => name.SequenceEqual(literal),
            Form.NameEnd => name.EndsWith(literal),
            Form.NameWild => wild!.IsMatch(name),
            _ => path.StartsWith(literal) && wild!.IsMatch(path[literal.Length..]),
        };
    }

    /// <summary>Spaces at the end do not count unless the last of them is escaped; tabs do count.</summary>
    private static ReadOnlySpan<byte> TrimTrailingSpaces(ReadOnlySpan<byte> line)
    {
        int end = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                if (++i == line.Length)
                    return line;
                end = i + 1;
            }
            else if (line[i] != ' ')
            {
                end = i + 1;
            }
        }

        return line[..end];
    }
}
