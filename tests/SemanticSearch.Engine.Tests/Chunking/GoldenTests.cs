using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

/// <summary>UPDATE_GOLDENS=1 rewrites the golden files; a change of chunking is then reviewed as their diff.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Languages => [.. Goldens.Languages];

    [Theory, MemberData(nameof(Languages))]
    public void Chunks_of_a_real_looking_source_are_those_of_the_golden_file(string language)
    {
        var (name, text) = Goldens.Source(language);
        using var chunker = new CodeChunker();

        var actual = Goldens.Render(chunker.Chunk(name, text, CancellationToken.None), text);

        if (Goldens.Update) File.WriteAllText(Goldens.GoldenPath(language), actual);
        Assert.Equal(File.ReadAllText(Goldens.GoldenPath(language)), actual);
    }
}
