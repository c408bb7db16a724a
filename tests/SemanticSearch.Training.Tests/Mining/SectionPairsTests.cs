using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Mining;

public sealed class SectionPairsTests
{
    [Fact]
    public void The_paragraph_above_a_code_block_asks_for_it()
    {
        const string Markdown = """
            # Guide

            This is about nothing.

            ## Retrying requests

            An old paragraph.

            Wrap the client to retry failed requests:

            ```python
            client = Retrying(Client(), attempts=3, delay=0.5)
            client.get("/")  # tried three times
            ```

            ```
            short
            ```
            """;
        var pair = Assert.Single(SectionPairs.Of("docs/guide.md", Markdown));
        Assert.Equal("Retrying requests Wrap the client to retry failed requests:", pair.Query);
        Assert.StartsWith("client = Retrying", pair.Code, StringComparison.Ordinal);
        Assert.Equal("python", pair.Language);
    }
}
