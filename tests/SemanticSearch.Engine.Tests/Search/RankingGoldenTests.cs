using System.Globalization;
using System.Text;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>
/// The ranking of a small corpus as readable text: a change of the ranking is reviewed as a change of that file.
/// With UPDATE_GOLDENS=1 in the environment it is written anew.
/// </summary>
public sealed class RankingGoldenTests
{
    private const int HitsShown = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_ranking_is_the_reviewed_one(bool flushed)
    {
        var fixture = Path.Combine(RepositoryRoot(), "tests", "fixtures", "ranking");
        var corpus = Path.Combine(fixture, "corpus");
        using var index = new TestIndex(new HashingEmbedder(256));
        foreach (var file in Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(corpus, file).Replace(Path.DirectorySeparatorChar, '/');
            index.Write(path, File.ReadAllText(file).ReplaceLineEndings("\n"));
        }

        if (flushed) index.Flush();
        var actual = new StringBuilder();
        foreach (var query in File.ReadLines(Path.Combine(fixture, "queries.txt"))) Append(actual, query, index.Search(query, limit: HitsShown));
        var golden = Path.Combine(fixture, "expected.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1") File.WriteAllText(golden, actual.ToString());
        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), actual.ToString());
    }

    private static void Append(StringBuilder output, string query, IReadOnlyList<SearchHit> hits)
    {
        output.Append("? ").Append(query).Append('\n');
        foreach (var hit in hits)
        {
            var parts = string.Join(' ', hit.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name}={part.Value:F2}")));
            output.Append(CultureInfo.InvariantCulture, $"  {hit.Score:F2} {hit.Path}:{hit.StartLine} {hit.Symbol ?? "-"}   {parts}\n");
        }

        output.Append('\n');
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SemanticSearch.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }
}
