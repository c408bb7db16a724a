using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Migration;

/// <summary>A definition's name in words ("parse http header"); right is the chunk that the definition is in.</summary>
internal static class SymbolQuestions
{
    private const int FewestWords = 2, MostWords = 12;

    /// <summary>Of letters; "x_y" asks nothing.</summary>
    private const int ShortestWord = 2;

    public static IReadOnlyList<Question> Of(IndexDatabase reader, int most, CancellationToken cancellation)
        => StableOrder.Sample(Candidates(reader, cancellation), most);

    private static IEnumerable<(string Path, Question Question)> Candidates(IndexDatabase reader, CancellationToken cancellation)
    {
        // A bare column beside the count comes from the group's one row.
        using var command = reader.Command($"""
            SELECT s.display, f.path, c.start_line, c.end_line
            FROM (SELECT display, chunk_id, kind FROM symbols GROUP BY name HAVING count(*) = 1) s
            JOIN chunks c ON c.id = s.chunk_id JOIN files f ON f.id = c.file_id
            WHERE s.kind NOT IN ('{ChunkKinds.Section}', '{ChunkKinds.Block}', '{ChunkKinds.Test}')
            """);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var path = rows.GetString(1);
            if (!OwnFiles.HoldsCode(path) || WordsOf(rows.GetString(0)) is not { } words) continue;
            yield return (path, new Question(QuestionKind.Symbol, words, [new RightPlace(path, rows.GetInt32(2), rows.GetInt32(3))]));
        }
    }

    /// <returns>Null for a name that asks nothing.</returns>
    internal static string? WordsOf(string name)
    {
        var parts = (stackalloc Range[MostWords]);
        var words = new List<string>();
        foreach (var part in parts[..IdentifierParts.Split(name, parts)]) words.Add(name[part].ToLowerInvariant());
        return words.Count(IsTelling) >= FewestWords ? string.Join(' ', words) : null;
    }

    private static bool IsTelling(string word) => word.Length >= ShortestWord && char.IsLetter(word[0]) && !StopWords.Contains(Stemmer.Stem(word));
}
