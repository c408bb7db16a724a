using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Engine.Search;

/// <summary>How a search reads the files that it found.</summary>
/// <param name="ReadText">Decoded text of a file by its relative path, as it is now (an editor's unsaved text first); null when it cannot be read.</param>
/// <param name="Chunk">Cuts a text (path, text) as indexing does.</param>
/// <param name="UnsavedTexts">The editor's unsaved texts by relative path. A text is another one when its instance is.</param>
public sealed record SourceAccess(
    Func<string, string?> ReadText, Func<string, string, ChunkedFile> Chunk, Func<IReadOnlyDictionary<string, string>> UnsavedTexts);

/// <param name="Text">The chunk as it stands in the file now.</param>
internal readonly record struct VerifiedPlace(string Text, int StartLine, int EndLine);

/// <summary>Checks chunks against the files, in one search: each file is read once.</summary>
internal sealed class HitVerifier(string root, SourceAccess source)
{
    private readonly Dictionary<string, string?> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Chunk>> chunks = new(StringComparer.Ordinal);
    private readonly SortedSet<string> stale = new(StringComparer.Ordinal);

    /// <summary>Files that are no longer what was indexed.</summary>
    public IReadOnlyCollection<string> StalePaths => stale;

    /// <returns>
    /// Where the chunk's text stands in its file now, null when it is not there any more. The text is compared by its hash in any
    /// case: size and time alone are no proof.
    /// </returns>
    public VerifiedPlace? Verify(ChunkRow row)
    {
        var path = row.File.Path;
        if (Read(row.File) is not { } text)
        {
            stale.Add(path);
            return null;
        }

        if (StandsWhole(text, row) && HasHash(text.Substring(row.Start, row.Length), row.TextHash) is { } unmoved)
            return new VerifiedPlace(unmoved, row.StartLine + LinesMoved(text, row), row.EndLine + LinesMoved(text, row));
        stale.Add(path);
        return FindAgain(path, text, row);
    }

    private string? Read(FileRow file)
    {
        if (texts.TryGetValue(file.Path, out var text)) return text;
        var info = new FileInfo(Path.Combine(root, file.Path));
        if (!info.Exists || info.Length != file.Size || info.LastWriteTimeUtc.Ticks != file.Modified) stale.Add(file.Path);
        return texts[file.Path] = source.ReadText(file.Path);
    }

    /// <summary>In a file that changed, what follows may have grown onto the chunk's last line: the chunk is then another one.</summary>
    private bool StandsWhole(string text, ChunkRow row)
    {
        var end = row.Start + row.Length;
        if (end >= text.Length || !stale.Contains(row.File.Path)) return end <= text.Length;
        return text[end] is '\r' or '\n' || (end > 0 && text[end - 1] == '\n');
    }

    /// <summary>Its offset can stay while its lines do not: a line break may have taken the place of a space before it.</summary>
    private int LinesMoved(string text, ChunkRow row) =>
        stale.Contains(row.File.Path) ? 1 + text.AsSpan(0, row.Start).Count('\n') - row.StartLine : 0;

    private VerifiedPlace? FindAgain(string path, string text, ChunkRow row)
    {
        if (!chunks.TryGetValue(path, out var now)) chunks[path] = now = source.Chunk(path, text).Chunks;

        // Of several places with the same text, the one nearest to where it stood.
        foreach (var chunk in now.OrderBy(chunk => Math.Abs(chunk.Start - row.Start)))
        {
            if (HasHash(text.Substring(chunk.Start, chunk.Length), row.TextHash) is { } found)
                return new VerifiedPlace(found, chunk.StartLine, chunk.EndLine);
        }

        return null;
    }

    private static string? HasHash(string text, byte[] hash) => EmbeddedText.Hash(text).AsSpan().SequenceEqual(hash) ? text : null;
}
