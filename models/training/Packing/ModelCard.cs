using System.Globalization;
using System.Text;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;
using SemanticSearch.Training.Evaluation;
using SemanticSearch.Training.Learning;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Packing;

/// <summary>Writes models/bundled/README.md: everything in it that is a figure comes from the run that packs the model.</summary>
internal static class ModelCard
{
    public static string Write(
        StaticModel model, ModelEntry entry, IReadOnlyList<TrainingRepository> repositories, IReadOnlyDictionary<PairKind, long> pairs,
        IReadOnlyList<EvaluationResult> results)
    {
        var compounds = model.Tokens.Count(token => token[0] == WordScanner.Joint);
        var options = new TrainingOptions(); // its values are those of the model that ships
        var train = repositories.Where(repository => !repository.HeldOut).ToArray();
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"""
            # {entry.Id}

            The model that ships with Semantic Search: a static embedding for code search. Licence: {entry.Licence}. `{entry.File}`,
            {entry.Size:N0} bytes, SHA-256 `{entry.Sha256}`.

            A text's vector is the normalised sum of the vectors of its tokens, each weighted by the square root of how often it occurs:
            {model.Tokens.Length - compounds:N0} words and {compounds:N0} compounds (whole identifiers of two to four words),
            {model.Dimensions} dimensions, int8 rows with a scale each. No network runs when it is used. The
            first 64 or 128 dimensions serve alone, a little worse. A chunk's path is blended in with a weight of
            {model.PathWeight:0.00}, tuned on the held-out repositories.

            ## How it was made

            `models/training` mined pairs of text and code from the public repositories below and trained the table with a symmetric
            InfoNCE loss: groups of pairs of the same repository as hard negatives, duplicates masked, Matryoshka prefixes, lazy Adam,
            token dropout. See `models/training/README.md` for the commands. Pairs as mined; repeated ones were dropped in training:

            | Pairs | Number | Times in each of {options.Epochs} epochs |
            |---|---:|---:|

            """);
        foreach (var (kind, count) in pairs.OrderByDescending(pair => pair.Value))
        {
            card.Append(CultureInfo.InvariantCulture, $"| {Describe(kind)} | {count:N0} | {options.KindShares[kind]} |\n");
        }

        card.Append(CultureInfo.InvariantCulture, $"""

            ## How good it is

            Documentation → its definition without that documentation, in {repositories.Count - train.Length} repositories that were not
            trained on; MRR@10 among at most 1,000 definitions of the language. The last row asks the same among 10,000 definitions of all
            languages. BM25 is plain, over split and whole identifiers; "with BM25" adds {Evaluator.LexicalShare} of it, both scaled
            to 0–1. The path weight, and how often each kind of pair is shown, were chosen on these questions, which
            flatters the model's figures a little.

            | | Questions | BM25 | Model | With BM25 |
            |---|---:|---:|---:|---:|

            """);
        foreach (var result in results)
        {
            card.Append(
                CultureInfo.InvariantCulture,
                $"| {result.Name} | {result.Queries:N0} | {result.Lexical:.000} | {result.Model:.000} | {result.Fused:.000} |\n");
        }

        card.Append("""

            ## Limits

            - It knows words, not order: "copy a to b" and "copy b to a" are the same to it, and negation is lost.
            - English only, as far as natural language goes: the documentation that it learned from is English.
            - Names that no training repository uses are cut into known pieces, and mean as much as those do. Exact names are the lexical
              index's work.
            - Documentation stands in for questions in the figures above. People ask shorter and vaguer questions than documentation
              answers.
            - Languages with little permissive code in the list below are served by what they share with the others.

            ## What it was trained on

            Only files under the licences named; parts of a repository under another licence, vendored code and generated files were left
            out.

            | Repository | Revision | Licence | Use |
            |---|---|---|---|

            """);
        foreach (var repository in repositories)
        {
            var use = repository.HeldOut ? "held out" : "trained on";
            card.Append(
                CultureInfo.InvariantCulture, $"| {repository.Name} | {repository.Revision[..12]} | {repository.Licence} | {use} |\n");
        }

        return card.ToString().ReplaceLineEndings("\n");
    }

    private static string Describe(PairKind kind) => kind switch
    {
        PairKind.Documentation => "documentation → definition without it",
        PairKind.Name => "name and signature in words → body, the name masked part of the time",
        PairKind.Commit => "commit subject → a hunk it changed",
        PairKind.Path => "words of the path → a chunk of the file",
        PairKind.Section => "Markdown section → the code under it",
        PairKind.Members => "summary of a type → heads of its members",
        _ => kind.ToString(),
    };
}
