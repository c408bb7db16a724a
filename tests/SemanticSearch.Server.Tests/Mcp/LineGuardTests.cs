using System.Text;
using SemanticSearch.Server.Mcp;

namespace SemanticSearch.Server.Tests.Mcp;

public sealed class LineGuardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task What_goes_beyond_a_lines_length_is_dropped_and_the_next_line_is_whole(int bufferSize)
    {
        using var guard = new LineGuard(new MemoryStream(Encoding.UTF8.GetBytes("short\n123456789012345\n\nnext\n")), longest: 10);
        var read = new MemoryStream();
        await guard.CopyToAsync(read, bufferSize);

        Assert.Equal("short\n1234567890\n\nnext\n", Encoding.UTF8.GetString(read.ToArray()));
    }
}
