using SemanticSearch.Engine.Tests;

namespace SemanticSearch.Server.Tests.Rpc;

public sealed class WireContractTests
{
    /// <summary>One that drifts fails here; UPDATE_GOLDENS=1 writes it anew.</summary>
    [Fact]
    public void The_extension_has_the_same_wire_types()
    {
        var mirror = Repository.At("vscode-semantic-search", "src", "wire.ts");
        var expected = TypeScriptMirror.Write();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1") File.WriteAllText(mirror, expected);

        Assert.Equal(expected, File.ReadAllText(mirror).ReplaceLineEndings("\n"));
    }
}
