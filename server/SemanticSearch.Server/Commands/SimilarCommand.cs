using System.CommandLine;
using System.CommandLine.Parsing;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Place">Null for text from stdin.</param>
internal sealed record SimilarOptions(CodePlace? Place, HitOptions Hits, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch similar</c>: code like a place in a file, or like a text.</summary>
internal static class SimilarCommand
{
    /// <summary>Characters. Far more than a chunk of any model holds; guards against a whole archive on stdin.</summary>
    public const int MaximumTextLength = 100_000;

    private const string StandardInput = "-";

    public static Verb Define(Option<string?> indexFile)
    {
        var place = new Argument<string>("place") { Description = "file:line or file:line-line; - reads text from stdin" };
        place.Validators.Add(CheckPlace);
        var hits = new HitOptionsGrammar();
        var command = new Command("similar", "Find code like the code at a place") { place };
        hits.AddTo(command);
        return new Verb(command, parsed => new SimilarOptions(
            PlaceOf(parsed.GetRequiredValue(place)), hits.Bind(parsed), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(SimilarOptions options, CommandHost host, CancellationToken cancellation)
    {
        var (folder, request) = options.Place is { } place
            ? AtPlace(place, options.Hits, host)
            : (ChosenFolder.For(options.Hits.Path, host.CurrentDirectory),
                new SimilarRequest(await ReadInputAsync(host.Terminal.In, cancellation), null, 0, 0, options.Hits.Limit, SearchFilter.None));
        if (string.IsNullOrWhiteSpace(request.Text))
        {
            throw new CommandException(ExitCode.Usage, "There is only white space to compare with. Choose lines with code in them.");
        }

        request = request with { Filter = await Hits.FilterAsync(options.Hits, folder.FullPath, cancellation) };
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, options.Hits.Update, host, cancellation);
        var started = host.Time.GetTimestamp();
        var answer = await workspace.SimilarAsync(request, cancellation);
        var asked = new Question(options.Place?.ToString() ?? StandardInput, "similar", QueryWords.None);
        return Hits.Print(answer, asked, host.Time.GetElapsedTime(started), workspace, options.Hits, host.Terminal);
    }

    private static (ChosenFolder Folder, SimilarRequest Request) AtPlace(CodePlace place, HitOptions hits, CommandHost host)
    {
        var (folder, path) = ChosenFolder.ForFile(place.File, hits.Path, host.CurrentDirectory);
        var text = place.Read(Path.Combine(folder.FullPath, path));
        return (folder, new SimilarRequest(text, path, place.StartLine, place.EndLine, hits.Limit, SearchFilter.None));
    }

    private static async Task<string> ReadInputAsync(TextReader input, CancellationToken cancellation)
    {
        // One more than allowed, so that a longer text is seen to be longer. A console blocks its reader and cannot be cancelled, so
        // it blocks a thread of its own, which ends with the process.
        var buffer = new char[MaximumTextLength + 1];
        var length = await Task.Run(() => input.ReadBlock(buffer), cancellation).WaitAsync(cancellation);
        if (length <= MaximumTextLength) return new string(buffer, 0, length);
        throw new CommandException(ExitCode.Usage, $"The text is longer than {MaximumTextLength:N0} characters. Give the part that matters.");
    }

    private static CodePlace? PlaceOf(string word) => word == StandardInput ? null : CodePlace.Parse(word);

    private static void CheckPlace(ArgumentResult result)
    {
        try
        {
            PlaceOf(result.Tokens[0].Value);
        }
        catch (FormatException problem)
        {
            result.AddError(problem.Message);
        }
    }
}
