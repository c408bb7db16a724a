using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

/// <summary>What holds for every text in every language.</summary>
internal static class ChunkingInvariants
{
    /// <summary>Heads, closers and separators may lift a chunk this much above its budget.</summary>
    private const int Tolerance = 40;

    public static void Check(CodeChunker chunker, string path, string text)
    {
        var file = chunker.Chunk(path, text, CancellationToken.None);
        var position = 0;
        foreach (var chunk in file.Chunks)
        {
            Assert.True(chunk.Start >= position, $"a chunk at {chunk.Start} begins before {position}");
            Assert.True(chunk.Length > 0 && chunk.End <= text.Length, $"a chunk of {chunk.Length} at {chunk.Start} in {text.Length}");
            Assert.True(text.AsSpan(position, chunk.Start - position).IsWhiteSpace(), $"characters from {position} to {chunk.Start} are in no chunk");
            Assert.False(text.AsSpan(chunk.Start, chunk.Length).IsWhiteSpace());
            Assert.False(Splits(text, chunk.Start) || Splits(text, chunk.End), "a surrogate pair is cut");
            Assert.Equal(LineOf(text, chunk.Start), chunk.StartLine);
            Assert.Equal(LineOf(text, chunk.End - 1), chunk.EndLine);
            var solid = text.AsSpan(chunk.Start, chunk.Length).ToString().Count(c => !char.IsWhiteSpace(c));
            Assert.True(solid <= ChunkingOptions.Default.MaximumSize + Tolerance, $"a chunk has {solid} characters");
            position = chunk.End;
        }
        Assert.True(text.AsSpan(position).IsWhiteSpace(), $"characters from {position} on are in no chunk");

        foreach (var definition in file.Definitions)
        {
            Assert.InRange(definition.Start, 0, text.Length);
            Assert.InRange(definition.Start + definition.Length, definition.Start + 1, text.Length);
            Assert.InRange(definition.NameStart, definition.Start, definition.Start + definition.Length);
            Assert.Equal(LineOf(text, definition.Start), definition.StartLine);
            Assert.NotEmpty(definition.Name);
        }
    }

    private static bool Splits(string text, int offset) =>
        offset > 0 && offset < text.Length && char.IsHighSurrogate(text[offset - 1]) && char.IsLowSurrogate(text[offset]);

    private static int LineOf(string text, int offset)
    {
        var line = 1;
        for (var i = 0; i < offset; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) line++;
        }
        return line;
    }
}
