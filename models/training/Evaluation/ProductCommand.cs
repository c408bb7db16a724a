using System.CommandLine;
using System.Globalization;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Evaluation;

/// <summary>`product`: the whole product on held-out repositories, each mode beside the others.</summary>
internal static class ProductCommand
{
    public static Command Make()
    {
        var pairs = new Option<DirectoryInfo>("--pairs") { Required = true, Description = "Folder of shards that mine wrote." };
        var repositories = new Option<FileInfo>("--repositories") { Required = true, Description = "repositories.tsv" };
        var command = new Command("product", "Documentation to its definition among 10,000, through the real index: lexical, semantic and hybrid, MRR@10.") { pairs, repositories };
        command.SetAction(async (result, cancellation) =>
        {
            var heldOut = RepositoryList.Load(result.GetRequiredValue(repositories).FullName).Where(repository => repository.HeldOut);
            var (_, mixed) = EvaluateCommand.DrawSets(EvaluationSet.Load(result.GetRequiredValue(pairs).FullName, heldOut));
            var evaluation = new ProductEvaluation(mixed);
            await using (evaluation.ConfigureAwait(false))
            {
                var report = await evaluation.IndexAsync(cancellation).ConfigureAwait(false);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mixed.Items.Count:N0} definitions, {report.FilesParsed:N0} indexed, {report.FilesSkipped:N0} skipped"));
                Console.WriteLine("language       queries  lexical  semantic  hybrid   (MRR@10)");
                foreach (var row in evaluation.Ask(cancellation))
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name,-14}{row.Queries,8}{row.Lexical,9:.000}{row.Semantic,10:.000}{row.Hybrid,8:.000}"));
                }
            }
            return 0;
        });
        return command;
    }
}
