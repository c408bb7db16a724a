using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Engine.Tests.Migration;

public sealed class DocumentationTextTests
{
    [Theory]
    [InlineData("/// <summary>\n/// Reads a <see cref=\"T:Acme.Line\"/> up to\n/// the <paramref name=\"end\"/>. Then more.\n/// </summary>\n/// <returns>It.</returns>", "Reads a Line up to the end")]
    [InlineData("/// <summary><c>index --all</c>, without asking anybody first.</summary>", "index --all, without asking anybody first")]
    [InlineData("/**\n * Splits the path, e.g. \"a/b\", into {@link Part} values.\n * @param path the path\n */", "Splits the path, e.g. \"a/b\", into Part values")]
    [InlineData("/** Counts the open connections of a pool */", "Counts the open connections of a pool")]
    [InlineData("\"\"\"Sends the `payload` to the server.\n\n    Args:\n        payload: what to send\n    \"\"\"", "Sends the payload to the server")]
    [InlineData("r'''Waits until :py:meth:`~Queue.close` was called'''", "Waits until close was called")]
    [InlineData("// Dial connects to the address\n// on the named network.", "Dial connects to the address on the named network")]
    [InlineData("# Removes expired sessions from the store\n# @return [Integer]", "Removes expired sessions from the store")]
    [InlineData("--- Loads a module and all that it needs", "Loads a module and all that it needs")]
    [InlineData("{- | Folds a tree from the right. -}", "Folds a tree from the right")]
    [InlineData("//! Parses the header &lt;magic&gt; of a file:\n//! - first", "Parses the header <magic> of a file")]
    public void The_first_sentence_comes_without_comment_marks(string documentation, string sentence)
        => Assert.Equal(sentence, DocumentationText.FirstSentence(documentation));

    [Theory]
    [InlineData("/// <inheritdoc />")]
    [InlineData("/// <returns>False when the file is gone already.</returns>")]
    [InlineData("// TODO: make this work for all files")]
    [InlineData("/* Copyright 2020 the authors of this program */")]
    [InlineData("// The name.")]
    [InlineData("// x = (a + b) * 2 - c[3] / 4.5e-6 and == !=")]
    [InlineData("//////////////////")]
    [InlineData("")]
    public void What_nobody_would_ask_is_no_sentence(string documentation) => Assert.Null(DocumentationText.FirstSentence(documentation));
}
