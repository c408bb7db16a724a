using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Mining;

public sealed class NaturalTextTests
{
    [Theory]
    [InlineData("/// <summary>\n/// Reads a line from <paramref name=\"x\"/> the stream.\n/// </summary>\n/// <returns>The line.</returns>", "Reads a line from the stream.")]
    [InlineData("/**\n * Returns the {@link Foo} of a user.\n *\n * @param id the id\n */", "Returns the Foo of a user.")]
    [InlineData("\"\"\"Parse a header line.\n\n    Args:\n        line: the text\n    \"\"\"", "Parse a header line.")]
    [InlineData("# Sends the mail to\n# everyone who asked.\n#\n# @return [Boolean]", "Sends the mail to everyone who asked.")]
    [InlineData("-- | Fold a list from the right.", "Fold a list from the right.")]
    [InlineData("// Close closes the file and\n// frees its buffers.", "Close closes the file and frees its buffers.")]
    [InlineData("/** @return the number of open files */", "the number of open files")]
    public void Documentation_becomes_its_first_sentences(string documentation, string expected) =>
        Assert.Equal(expected, NaturalText.OfDocumentation(documentation));

    [Theory]
    [InlineData("// Copyright 2020 The Authors. All rights reserved.")]
    [InlineData("// x = y + 1;")]
    [InlineData("/// <inheritdoc cref=\"Base\"/>")]
    [InlineData("# ------------------------")]
    [InlineData("// TODO write this some day")]
    [InlineData("/** 0x12, 0x34, 0x56 */")]
    [InlineData("")]
    public void What_is_not_natural_text_is_refused(string documentation) => Assert.Null(NaturalText.OfDocumentation(documentation));

    [Fact]
    public void Long_text_is_cut_at_a_word()
    {
        var text = NaturalText.Accept(string.Join(' ', Enumerable.Repeat("wonderful", 100)))!;
        Assert.InRange(text.Length, 300, 400);
        Assert.EndsWith("wonderful", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_sentence_ends_where_it_does() =>
        Assert.Equal(
            "Opens the file e.g.txt for reading", NaturalText.FirstSentence("Opens the file e.g.txt for reading. Then closes it."));
}
