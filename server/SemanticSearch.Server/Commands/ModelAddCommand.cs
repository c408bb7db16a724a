using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="QueryPrefix">With line breaks as such; null when not said.</param>
internal sealed record ModelAddOptions(
    string File, string? Id, PoolingKind? Pooling, string? QueryPrefix, string? DocumentPrefix, int? Dimensions, bool Copy, bool Json, string? IndexFile)
    : CommandOptions(IndexFile);

/// <summary><c>semsearch model add</c>: takes a file of the user's as a model, and asks for what the file does not say.</summary>
internal static class ModelAddCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var file = new Argument<string>("file") { Description = "A GGUF embedding model; it stays where it is" };
        var id = new Option<string?>("--id") { Description = "What to call it (default: the file's name)", HelpName = "name" };
        var pooling = new Option<PoolingKind?>("--pooling") { Description = "mean, cls or last; counts before what the file says", HelpName = "kind" };
        pooling.AcceptOnlyFromAmong("mean", "cls", "last");
        var query = new Option<string?>("--query-prefix") { Description = "Text that the model wants before a question; \"\" for none, \\n for a line break", HelpName = "text" };
        var document = new Option<string?>("--document-prefix") { Description = "The same before a piece of code", HelpName = "text" };
        var dimensions = new Option<int?>("--dimensions") { Description = "Cut its vectors to so many values (default: all)", HelpName = "count" };
        var copy = new Option<bool>("--copy") { Description = "Copy the file into the user's model folder" };
        var json = ModelCommand.JsonOption();
        var command = new Command("add", "Add a model file of your own") { file, id, pooling, query, document, dimensions, copy, json };
        return new Verb(command, parsed => new ModelAddOptions(
            parsed.GetRequiredValue(file), parsed.GetValue(id), parsed.GetValue(pooling), Unescaped(parsed.GetValue(query)), Unescaped(parsed.GetValue(document)),
            parsed.GetValue(dimensions), parsed.GetValue(copy), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelAddOptions options, CommandHost host, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(options.File, host.CurrentDirectory);
        var file = EmbeddingModelFile.Inspect(path);
        host.Terminal.Say(
            $"{Path.GetFileName(path)}: {file.Architecture}, {file.Parameters / 1e6:N0}M parameters ({file.Quantisation}), {file.Dimensions:N0} dimensions, "
            + $"{file.ContextLength:N0} tokens of context.");
        var stated = new ModelAddition(path, options.Id, options.Pooling, options.QueryPrefix, options.DocumentPrefix, options.Dimensions, options.Copy);
        var answered = await AnsweredAsync(stated, file, host, cancellation);
        UserModel model;
        using (var progress = new FileProgressLine(host.Terminal, host.Time)) model = await answered.AddToAsync(host.Store(), progress, cancellation);
        host.Terminal.Out.WriteLine(options.Json
            ? JsonSerializer.Serialize(ModelAddedJson.Of(model), ModelWireJson.Readable.ModelAddedJson)
            : $"{model.Id} is added: {Printable.Clean(model.Path)}");
        return ExitCode.Ok;
    }

    /// <exception cref="CommandException">Something is open and there is nobody to ask.</exception>
    private static async Task<ModelAddition> AnsweredAsync(ModelAddition addition, EmbeddingModelFile file, CommandHost host, CancellationToken cancellation)
    {
        var questions = addition.Questions(file);
        if (questions.Count > 0 && !host.Terminal.CanAsk)
        {
            throw new CommandException(
                ExitCode.Usage, $"The file does not say everything. State it with {string.Join(" and ", questions.Select(OptionFor))}; the model's page has it.");
        }

        foreach (var question in questions)
        {
            addition = question switch
            {
                OpenQuestion.Pooling => addition with { Pooling = await AskPoolingAsync(host.Terminal, cancellation) },
                OpenQuestion.QueryPrefix => addition with { QueryPrefix = await AskPrefixAsync("a question", host.Terminal, cancellation) },
                OpenQuestion.DocumentPrefix => addition with { DocumentPrefix = await AskPrefixAsync("a piece of code", host.Terminal, cancellation) },
                _ => throw new ArgumentOutOfRangeException(nameof(addition), question, "A question that cannot be asked."),
            };
        }

        return addition;
    }

    private static async Task<PoolingKind> AskPoolingAsync(Terminal terminal, CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await AnswerAsync("How does the model make one vector of its tokens' (its page says 'pooling')? mean, cls or last:", terminal, cancellation);
            if (Enum.TryParse<PoolingKind>(answer.Trim(), ignoreCase: true, out var pooling) && pooling is PoolingKind.Mean or PoolingKind.Cls or PoolingKind.Last) return pooling;
        }
    }

    private static async Task<string> AskPrefixAsync(string before, Terminal terminal, CancellationToken cancellation) =>
        Unescaped(await AnswerAsync($"Text that the model wants before {before}, blanks and all (Enter for none):", terminal, cancellation))!;

    private static async Task<string> AnswerAsync(string question, Terminal terminal, CancellationToken cancellation) =>
        await terminal.AskAsync(question, cancellation) ?? throw new CommandException(ExitCode.Usage, "The input ended before the answer. Nothing was added.");

    private static string OptionFor(OpenQuestion question) => question switch
    {
        OpenQuestion.Pooling => "--pooling mean|cls|last",
        OpenQuestion.QueryPrefix => "--query-prefix",
        OpenQuestion.DocumentPrefix => "--document-prefix",
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "A question without an option."),
    };

    private static string? Unescaped(string? text) => text?.Replace("\\n", "\n", StringComparison.Ordinal);
}
