using SemanticSearch.Engine;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Training.Evaluation;

/// <param name="Queries">Questions asked.</param>
/// <param name="Lexical">MRR@10 of each mode.</param>
internal sealed record ProductResult(string Name, int Queries, double Lexical, double Semantic, double Hybrid);

/// <summary>
/// Measures the whole product: every item of a set becomes a file of a temporary folder, which is indexed and asked as a user would, with
/// nothing of the engine left out: chunking, the index file, ranking, the check against the disk.
/// </summary>
internal sealed class ProductEvaluation : IDisposable
{
    private const int HitsLookedAt = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("semsearch-eval-");
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("semsearch-eval-home-");
    private readonly List<(string Path, string Language, string Query)> _questions = [];

    public ProductEvaluation(EvaluationSet set)
    {
        for (var number = 0; number < set.Items.Count; number++)
        {
            var item = set.Items[number];
            var path = PathOf(item, number);
            var file = Path.Combine(_folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, item.Code);
            if (item.Query is { } query) _questions.Add((path, item.Language, Shorten(query)));
        }
    }

    public async Task<IndexReport> IndexAsync(CancellationToken cancellation)
    {
        var index = Open(null);
        await using (index.ConfigureAwait(false)) return await index.IndexAsync(rebuild: false, null, cancellation).ConfigureAwait(false);
    }

    /// <param name="weights">Null for the product's own.</param>
    /// <returns>A result for each language, then one over all questions.</returns>
    public async Task<IReadOnlyList<ProductResult>> AskAsync(RankingWeights? weights, CancellationToken cancellation)
    {
        var index = Open(weights);
        await using (index.ConfigureAwait(false)) return Ask(index, cancellation);
    }

    private IReadOnlyList<ProductResult> Ask(WorkspaceIndex index, CancellationToken cancellation)
    {
        var ranks = _questions
            .Select(question => (question.Language, Lexical: Reciprocal(index, question, SearchMode.Lexical, cancellation),
                Semantic: Reciprocal(index, question, SearchMode.Semantic, cancellation),
                Hybrid: Reciprocal(index, question, SearchMode.Hybrid, cancellation)))
            .ToList();
        return
        [
            .. ranks.GroupBy(rank => rank.Language).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ProductResult(
                    group.Key, group.Count(), group.Average(rank => rank.Lexical), group.Average(rank => rank.Semantic), group.Average(rank => rank.Hybrid))),
            new ProductResult("all", ranks.Count, ranks.Average(rank => rank.Lexical), ranks.Average(rank => rank.Semantic), ranks.Average(rank => rank.Hybrid)),
        ];
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _home.Delete(recursive: true);
    }

    private WorkspaceIndex Open(RankingWeights? weights)
        => WorkspaceIndex.Open(new WorkspaceOptions(_folder.FullName, null, _home.FullName, weights));

    private static double Reciprocal(WorkspaceIndex index, (string Path, string Language, string Query) question, SearchMode mode, CancellationToken cancellation)
    {
        var hits = index.SearchAsync(new SearchRequest(question.Query, HitsLookedAt, mode, SearchFilter.None), cancellation).GetAwaiter().GetResult().Hits;
        for (var rank = 0; rank < hits.Count; rank++)
        {
            if (hits[rank].Path == question.Path) return 1.0 / (rank + 1);
        }
        return 0;
    }

    /// <summary>Its own path, with the repository before it and its number in the name, because a file holds many definitions.</summary>
    private static string PathOf(EvaluationItem item, int number)
    {
        var folder = Path.GetDirectoryName(item.Path)?.Replace(Path.DirectorySeparatorChar, '/') ?? "";
        var repository = item.Repository.Replace('/', '+');
        return string.Join('/', ((string[])[repository, folder, $"{Path.GetFileNameWithoutExtension(item.Path)}.{number}{Path.GetExtension(item.Path)}"])
            .Where(part => part.Length > 0));
    }

    private static string Shorten(string query)
        => query.Length <= SearchRequest.MaximumQueryLength ? query : query[..SearchRequest.MaximumQueryLength];
}
