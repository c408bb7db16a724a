using System.CommandLine;
using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Training.Evaluation;

/// <summary>`questions`: a person's questions to a real folder, with what was expected and what came.</summary>
internal static class QuestionsCommand
{
    private const int HitsLookedAt = 10;

    public static Command Make()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "A checkout of the repository." };
        var questions = new Argument<FileInfo>("questions") { Description = "Lines of question, tab, path expected (a prefix)." };
        var index = new Option<string?>("--index") { Description = "Index file; a temporary one without." };
        var command = new Command("questions", "Asks a folder questions and prints at which rank the expected path came.") { folder, questions, index };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetRequiredValue(folder).FullName, result.GetRequiredValue(questions).FullName, result.GetValue(index), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string questions, string? indexFile, CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("semsearch-questions-");
        var index = WorkspaceIndex.Open(new WorkspaceOptions(folder, indexFile, home.FullName));
        await using (index.ConfigureAwait(false))
        {
            var report = await index.IndexAsync(rebuild: false, null, cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.FilesScanned:N0} files scanned, {report.FilesParsed:N0} parsed, {report.FilesSkipped:N0} skipped, {report.FilesFailed:N0} failed, {report.Took.TotalSeconds:F1} s"));
            foreach (var line in await File.ReadAllLinesAsync(questions, cancellation).ConfigureAwait(false))
            {
                if (line.Length == 0 || line.StartsWith('#')) continue;
                var (question, expected) = line.Split('\t') is [var asked, var path] ? (asked, path) : throw new InvalidDataException($"'{line}' is not a question, a tab and a path.");
                var hits = index.SearchAsync(new SearchRequest(question, HitsLookedAt, SearchMode.Hybrid, SearchFilter.None), cancellation).GetAwaiter().GetResult().Hits;
                var rank = hits.ToList().FindIndex(hit => hit.Path.StartsWith(expected, StringComparison.Ordinal)) + 1;
                var first = hits.Count > 0 ? $"{hits[0].Path}:{hits[0].StartLine} {hits[0].Symbol}" : "nothing";
                Console.WriteLine($"{(rank > 0 ? $"#{rank}" : "-"),-4} {question}\n       expected {expected}\n       first    {first}");
            }
        }
        home.Delete(recursive: true);
        return 0;
    }
}
