using FsCheck;
using FsCheck.Fluent;
using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

public sealed class ChunkingPropertyTests
{
    private static readonly string[] Fragments =
    [
        "{", "}", "(", ")", "[", "]", "\"", "'", "`", "/*", "*/", "//", "#", "--", "\"\"\"", "\n", "\r", "\r\n", "\t", "    ", ";", ":", "=>", "class ",
        "def ", "function ", "fn ", "public ", "namespace ", "# ", "```", "\uD83D\uDE00", "\uD83D", "\uDE00", "\u2028", "é", "end\n", "@", "<", "</",
    ];

    private static readonly Config Few = Config.QuickThrowOnFailure.WithMaxTest(25);

    public static TheoryData<string> Languages => [.. Goldens.Languages];

    [Theory, MemberData(nameof(Languages))]
    public void Random_text_is_covered_in_order_without_overlap(string language)
    {
        using var chunker = new CodeChunker();
        var (name, _) = Goldens.Source(language);
        var texts = Gen.OneOf(Gen.Elements(Fragments), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get))
            .ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

        Prop.ForAll(texts, text => ChunkingInvariants.Check(chunker, name, text)).Check(Few);
    }

    [Theory, MemberData(nameof(Languages))]
    public void A_broken_source_is_covered_in_order_without_overlap(string language)
    {
        using var chunker = new CodeChunker();
        var (name, source) = Goldens.Source(language);
        var edits = (from at in Gen.Choose(0, source.Length)
                     from length in Gen.Choose(0, 60)
                     from insert in Gen.Elements(Fragments)
                     from repeat in Gen.Choose(0, 200)
                     select (at, length, insert, repeat)).ListOf().Where(list => list.Count is > 0 and < 6).ToArbitrary();

        Prop.ForAll(edits, list =>
        {
            var text = source;
            foreach (var (at, length, insert, repeat) in list)
            {
                var from = Math.Min(at, text.Length);
                text = text[..from] + string.Concat(Enumerable.Repeat(insert, repeat)) + text[Math.Min(text.Length, from + length)..];
            }
            ChunkingInvariants.Check(chunker, name, text);
            ChunkingInvariants.Check(chunker, name, text[..Math.Min(text.Length, list[0].at)]);
        }).Check(Few);
    }

    [Theory, MemberData(nameof(Languages))]
    public void A_source_repeated_many_times_is_covered_whatever_its_line_ends(string language)
    {
        using var chunker = new CodeChunker();
        var (name, source) = Goldens.Source(language);
        var text = string.Concat(Enumerable.Repeat(source, 10));

        ChunkingInvariants.Check(chunker, name, text);
        ChunkingInvariants.Check(chunker, name, text.ReplaceLineEndings("\r\n"));
        ChunkingInvariants.Check(chunker, name, text.ReplaceLineEndings("\r"));
    }

    [Theory, MemberData(nameof(Languages))]
    public void The_same_source_gives_the_same_chunks(string language)
    {
        using var first = new CodeChunker();
        using var second = new CodeChunker();
        var (name, text) = Goldens.Source(language);
        first.Chunk("other.py", "def other(): pass", CancellationToken.None);

        Assert.Equal(second.Chunk(name, text, CancellationToken.None).Chunks, first.Chunk(name, text, CancellationToken.None).Chunks);
    }
}
