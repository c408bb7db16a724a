using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

public sealed class CodeChunkerTests : IDisposable
{
    private readonly CodeChunker _chunker = new();

    public static TheoryData<string> Sources => [.. Goldens.Languages.Select(language => Goldens.Source(language).Name)];

    public void Dispose() => _chunker.Dispose();

    [Theory, MemberData(nameof(Sources))]
    public void A_hundred_thousand_brackets_are_survived(string name)
    {
        foreach (var bracket in "([{<") ChunkingInvariantsWithoutLines(name, new string(bracket, 100_000));
    }

    [Fact]
    public void An_empty_file_has_no_chunks() => Assert.Empty(_chunker.Chunk("a.py", " \n\t\r\n", CancellationToken.None).Chunks);

    [Fact]
    public void A_parse_past_its_deadline_falls_back_to_lines_and_says_so()
    {
        using var hurried = new CodeChunker(ChunkingOptions.Default with { ParseDeadline = TimeSpan.Zero });
        var text = string.Concat(Enumerable.Repeat("def f(a):\n    return a + 1\n\n", 5_000));

        var file = hurried.Chunk("a.py", text, CancellationToken.None);

        Assert.Contains("deadline", file.Note, StringComparison.Ordinal);
        Assert.Empty(file.Definitions);
        Assert.NotEmpty(file.Chunks);
        Assert.Null(_chunker.Chunk("a.py", text, CancellationToken.None).Note);
    }

    [Theory, InlineData("a.py"), InlineData("a.cs"), InlineData("a.rs")]
    public void Cancelling_ends_the_parse(string path)
    {
        var text = string.Concat(Enumerable.Repeat("fn f() { let a = 1; }\n", 20_000));

        Assert.ThrowsAny<OperationCanceledException>(() => _chunker.Chunk(path, text, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_definition_that_fits_is_never_cut()
    {
        var (name, text) = Goldens.Source("go");
        var file = _chunker.Chunk(name, text, CancellationToken.None);

        Assert.All(file.Definitions, definition => Assert.Contains(
            file.Chunks, chunk => chunk.Start <= definition.Start && chunk.End >= definition.Start + definition.Length));
    }

    [Theory, InlineData("if (isOpen && isLoaded) {\n", "}\n"), InlineData("do {\n", "} while (isOpen && isLoaded);\n")]
    public void What_is_around_a_deeply_nested_statement_does_not_lift_a_chunk_above_its_budget(string head, string closer)
    {
        const int levels = 20;
        var text = $"{string.Concat(Enumerable.Repeat(head, levels))}Say(\"{new string('a', 1_150)}\");\n{string.Concat(Enumerable.Repeat(closer, levels))}";

        ChunkingInvariants.Check(_chunker, "a.cs", text);
    }

    [Fact]
    public void Parts_of_a_large_function_keep_its_symbol_scope_and_signature()
    {
        var body = string.Concat(Enumerable.Range(0, 100).Select(i => $"        self.values[{i}] = compute_value_of({i})\n"));
        var file = _chunker.Chunk("a.py", $"class Table:\n    def fill(self):\n        \"\"\"Fills it.\"\"\"\n{body}", CancellationToken.None);

        var parts = file.Chunks.Where(chunk => chunk.Symbol == "fill").ToList();
        Assert.True(parts.Count > 2);
        Assert.All(parts, part => Assert.Equal(("method", "Table", "def fill(self)"), (part.Kind, part.Scope, part.Signature)));
    }

    [Fact]
    public void Text_with_nul_characters_is_chunked_by_lines()
    {
        var file = _chunker.Chunk("a.go", "package a\n\0\nfunc b() {}\n", CancellationToken.None);

        Assert.NotNull(file.Note);
        Assert.Single(file.Chunks);
    }

    [Fact]
    public void A_header_that_holds_classes_is_cpp()
    {
        Assert.Equal("cpp", _chunker.Chunk("a.h", "namespace a {\nclass B {\n};\n}\n", CancellationToken.None).Language);
        Assert.Equal("c", _chunker.Chunk("a.h", "struct b { int c; };\n", CancellationToken.None).Language);
    }

    [Fact]
    public void Deeply_nested_csharp_is_chunked_by_lines_and_says_so() =>
        Assert.StartsWith("nested", _chunker.Chunk("a.cs", string.Concat(Enumerable.Repeat("a<", 50_000)), CancellationToken.None).Note);

    [Theory]
    [InlineData("namespace a; ")]
    [InlineData("if (a) { } else ")]
    [InlineData("a + ")]
    [InlineData("!")]
    [InlineData("class a { } ")]
    [InlineData("a => ")]
    [InlineData("a ? ")]
    [InlineData("a.b().")]
    [InlineData("using (a) ")]
    public void Csharp_repeated_without_brackets_is_survived(string fragment)
    {
        var text = string.Concat(Enumerable.Repeat(fragment, 20_000));
        var file = _chunker.Chunk("a.cs", text, CancellationToken.None);

        Assert.Equal(text.Count(c => c != ' '), file.Chunks.Sum(chunk => text[chunk.Start..chunk.End].Count(c => c != ' ')));
    }

    [Theory, InlineData("csharp"), InlineData("python"), InlineData("typescript"), InlineData("markdown"), InlineData("yaml"), InlineData("text")]
    public void A_file_of_one_megabyte_is_survived(string language)
    {
        var (name, source) = Goldens.Source(language);
        var text = string.Concat(Enumerable.Repeat(source, 1_000_000 / source.Length));

        var file = _chunker.Chunk(name, text, CancellationToken.None);

        Assert.True(text.AsSpan(file.Chunks[^1].End).IsWhiteSpace());
        Assert.True(file.Chunks.Count > 500);
    }

    private void ChunkingInvariantsWithoutLines(string name, string text)
    {
        var file = _chunker.Chunk(name, text, CancellationToken.None);
        Assert.Equal(text.Length, file.Chunks.Sum(chunk => chunk.Length));
    }
}
