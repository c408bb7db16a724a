using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>A candidate with its rows.</summary>
internal readonly record struct Ranked(Candidate Candidate, ChunkRow Row)
{
    public double Score => Candidate.Sheet.Score;
}

/// <summary>Applies what is known of code to fused scores.</summary>
internal sealed class Ranker(RankingWeights weights, TermAnalyzer analyzer)
{
    private static readonly (FileRole Role, string Name, Func<RankingWeights, double> Factor)[] Penalties =
    [
        (FileRole.Test, nameof(RankingWeights.TestFactor), w => w.TestFactor),
        (FileRole.Example, nameof(RankingWeights.ExampleFactor), w => w.ExampleFactor),
        (FileRole.Documentation, nameof(RankingWeights.DocumentationFactor), w => w.DocumentationFactor),
        (FileRole.Declaration, nameof(RankingWeights.DeclarationFactor), w => w.DeclarationFactor),
        (FileRole.Generated, nameof(RankingWeights.GeneratedFactor), w => w.GeneratedFactor),
        (FileRole.Vendored, nameof(RankingWeights.VendoredFactor), w => w.VendoredFactor),
        (FileRole.Changelog, nameof(RankingWeights.ChangelogFactor), w => w.ChangelogFactor),
        (FileRole.Localisation, nameof(RankingWeights.LocalisationFactor), w => w.LocalisationFactor),
        (FileRole.Compatibility, nameof(RankingWeights.CompatibilityFactor), w => w.CompatibilityFactor),
        (FileRole.Configuration, nameof(RankingWeights.ConfigurationFactor), w => w.ConfigurationFactor),
    ];

    private readonly Dictionary<string, string[]> termsOfNames = new(StringComparer.Ordinal);

    /// <returns>The candidates, best first. Equal scores keep an order of their own: path, then place.</returns>
    public List<Ranked> Rank(List<Ranked> candidates, QueryShape query)
    {
        // Names come from the code base, but one search should not keep those of all searches before it.
        termsOfNames.Clear();
        LiftCoherentFiles(candidates);
        foreach (var (candidate, row) in candidates)
        {
            LiftDefinition(candidate, row, query.Words);
            LiftPath(candidate.Sheet, row.File.Path, query.Words);
            ApplyRoles(candidate.Sheet, row, query);
        }

        Sort(candidates);
        DampSameFile(candidates);
        Sort(candidates);
        return candidates;
    }

    private static void Sort(List<Ranked> candidates) => candidates.Sort(static (left, right) =>
    {
        var order = right.Score.CompareTo(left.Score);
        if (order == 0) order = string.CompareOrdinal(left.Row.File.Path, right.Row.File.Path);
        return order != 0 ? order : left.Row.Start.CompareTo(right.Row.Start);
    });

    /// <summary>The best chunk of a file gains by the scores of the file's other candidates, as far as these reach its own.</summary>
    private void LiftCoherentFiles(List<Ranked> candidates)
    {
        foreach (var file in candidates.GroupBy(candidate => candidate.Row.File.Id))
        {
            var best = file.MaxBy(candidate => candidate.Score);
            var others = file.Sum(candidate => candidate.Score) - best.Score;
            if (others > 0) best.Candidate.Sheet.Add(nameof(RankingWeights.CoherenceLift), weights.CoherenceLift * Math.Min(others, best.Score));
        }
    }

    private void LiftDefinition(Candidate candidate, ChunkRow row, IReadOnlySet<string> words)
    {
        var lift = row.Symbol is null ? 0 : weights.NameWordsLift * Agreement(TermsOf(row.Symbol), words);
        var named = candidate.Definition switch
        {
            DefinitionMatch.Whole or DefinitionMatch.WholeInScope => weights.DefinitionLift,
            DefinitionMatch.Inner => weights.InnerDefinitionLift,
            _ => 0,
        };
        if (named < lift)
        {
            candidate.Sheet.Add(nameof(RankingWeights.NameWordsLift), lift);
            return;
        }

        candidate.Sheet.Add(
            candidate.Definition == DefinitionMatch.Inner ? nameof(RankingWeights.InnerDefinitionLift) : nameof(RankingWeights.DefinitionLift), named);
        if (candidate.Definition == DefinitionMatch.WholeInScope) candidate.Sheet.Add(nameof(RankingWeights.ScopeLift), weights.ScopeLift);
    }

    private void LiftPath(ScoreSheet sheet, string path, IReadOnlySet<string> words)
    {
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        var dot = name.IndexOf('.');
        sheet.Add(nameof(RankingWeights.FileNameLift), weights.FileNameLift * Agreement(TermsOf(dot > 0 ? name[..dot] : name), words));
        if (slash <= 0) return;
        var outer = path.LastIndexOf('/', slash - 1);
        var from = outer > 0 ? path.LastIndexOf('/', outer - 1) + 1 : 0;
        sheet.Add(nameof(RankingWeights.FolderLift), weights.FolderLift * Agreement(TermsOf(path[from..slash]), words));
    }

    private void ApplyRoles(ScoreSheet sheet, ChunkRow row, QueryShape query)
    {
        var roles = FileRoles.Of(row.File.Path);
        if (row.Kind == ChunkKinds.Test) roles |= FileRole.Test;
        if ((roles & query.AskedRoles) != 0) sheet.Add(nameof(RankingWeights.AskedRoleLift), weights.AskedRoleLift);
        roles &= ~query.AskedRoles;
        foreach (var (role, name, factor) in Penalties)
        {
            if ((roles & role) != 0) sheet.Multiply(name, factor(weights));
        }

        if (row.Symbol is null && row.Terms < weights.TinyTerms) sheet.Multiply(nameof(RankingWeights.TinyFactor), weights.TinyFactor);
    }

    private void DampSameFile(List<Ranked> sorted)
    {
        var seen = new Dictionary<int, int>();
        foreach (var (candidate, row) in sorted)
        {
            var before = seen.GetValueOrDefault(row.File.Id);
            if (before > 0) candidate.Sheet.Multiply(nameof(RankingWeights.SameFileFactor), Math.Pow(weights.SameFileFactor, before));
            seen[row.File.Id] = before + 1;
        }
    }

    /// <returns>0…1: the share of the query's words that the name has, times the share of the name's words that the query has.</returns>
    private static double Agreement(string[] name, IReadOnlySet<string> words)
    {
        if (name.Length == 0 || words.Count == 0) return 0;
        double common = name.Count(words.Contains);
        return common * common / (name.Length * (double)words.Count);
    }

    private string[] TermsOf(string name)
    {
        if (!termsOfNames.TryGetValue(name, out var terms)) termsOfNames[name] = terms = analyzer.AnalyzeName(name);
        return terms;
    }
}
