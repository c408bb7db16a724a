using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Migration;

/// <summary>The first sentence of a definition's documentation; right is the chunk that the definition is in.</summary>
internal static class DocumentationQuestions
{
    /// <summary>Files read for want of documentation in those before; bounds the time in a folder without any.</summary>
    private const int MostFilesRead = 600;

    /// <summary>What documentation says of any definition: "Gets or sets the name", "Initializes a new instance of the class".</summary>
    private const string Filler = "get set gets sets return returns initialize initializes create creates new instance class value method function given";

    public static IReadOnlyList<Question> Of(IndexDatabase reader, string root, OwnFiles files, int most, CancellationToken cancellation)
    {
        using var chunker = new CodeChunker();
        var names = new TermAnalyzer();
        var found = new List<(string Path, Question Question)>();
        var documented = 0;
        foreach (var file in files.Code.Take(MostFilesRead))
        {
            if (documented == most) break;
            cancellation.ThrowIfCancellationRequested();
            var before = found.Count;
            found.AddRange(InFile(reader, root, file, chunker, names, cancellation).Select(question => (file.Path, question)));
            if (found.Count > before) documented++;
        }

        return StableOrder.Sample(Merge(found), most);
    }

    /// <summary>The same sentence on several definitions, an interface's and its implementation's, is one question with several answers.</summary>
    private static IEnumerable<(string Path, Question Question)> Merge(IEnumerable<(string Path, Question Question)> found)
        => found.GroupBy(entry => entry.Question.Text)
            .Select(same => (same.First().Path, same.First().Question with { Right = [.. same.SelectMany(entry => entry.Question.Right).Distinct()] }));

    private static IEnumerable<Question> InFile(
        IndexDatabase reader, string root, OwnFile file, CodeChunker chunker, TermAnalyzer names, CancellationToken cancellation)
    {
        var source = SourceReader.Read(Path.Combine(root, file.Path.Replace('/', Path.DirectorySeparatorChar)), file.Path, ScanOptions.Default);
        // Changed since it was indexed: the index does not know where its definitions are now.
        if (source.Skip is not null || !source.Hash.AsSpan().SequenceEqual(file.Hash)) yield break;
        var places = PlacesOf(reader, file);
        foreach (var definition in chunker.Chunk(file.Path, source.Text, cancellation).Definitions)
        {
            if (definition.DocumentationStart < 0 || places.Find(chunk => chunk.Holds(definition.NameStart)) is not { } chunk) continue;
            var documentation = source.Text.Substring(definition.DocumentationStart, definition.DocumentationLength);
            if (DocumentationText.FirstSentence(documentation) is not { } sentence || OnlyRepeats(sentence, definition.Name, names)) continue;
            yield return new Question(QuestionKind.Documentation, sentence, [chunk.Place]);
        }
    }

    private static bool OnlyRepeats(string sentence, string name, TermAnalyzer names)
        => !names.AnalyzeName(sentence).Except(names.AnalyzeName(name)).Except(names.AnalyzeName(Filler)).Any();

    private static List<PlacedChunk> PlacesOf(IndexDatabase reader, OwnFile file)
    {
        using var command = reader.Command($"SELECT start, length, start_line, end_line FROM chunks WHERE file_id = {file.Id}");
        using var rows = command.ExecuteReader();
        var places = new List<PlacedChunk>();
        while (rows.Read()) places.Add(new PlacedChunk(rows.GetInt32(0), rows.GetInt32(1), new RightPlace(file.Path, rows.GetInt32(2), rows.GetInt32(3))));
        return places;
    }

    private sealed record PlacedChunk(int Start, int Length, RightPlace Place)
    {
        public bool Holds(int offset) => offset >= Start && offset < Start + Length;
    }
}
