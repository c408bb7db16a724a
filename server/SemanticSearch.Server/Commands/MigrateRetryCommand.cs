using System.CommandLine;

namespace SemanticSearch.Server.Commands;

/// <param name="Hash">Or its beginning; null for all.</param>
internal sealed record MigrateRetryOptions(string? Hash, string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate retry</c>: has texts that a model failed at tried again.</summary>
internal static class MigrateRetryCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var hash = new Argument<string?>("text") { Description = "As 'semsearch migrate errors' names it; its first letters are enough", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All of them" };
        var path = StatusCommand.FolderOption();
        var command = new Command("retry", "Have texts that a model failed at tried again by the next run") { hash, all, path };
        command.Validators.Add(result =>
        {
            if (result.GetValue(hash) is null != result.GetValue(all)) result.AddError("Name one text, or say --all.");
        });
        return new Verb(command, parsed => new MigrateRetryOptions(parsed.GetValue(hash), parsed.GetValue(path), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateRetryOptions options, CommandHost host)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        var count = workspace.Migration.Retry(options.Hash);
        if (count == 0 && options.Hash is not null) throw new CommandException(ExitCode.Usage, $"No text that failed begins with '{options.Hash}'. 'semsearch migrate errors' lists them.");
        host.Terminal.Out.WriteLine(count switch
        {
            0 => "There is nothing to try again.",
            1 => "One text is tried again by the next run: 'semsearch index', or at once where an editor is open.",
            _ => $"{count:N0} texts are tried again by the next run: 'semsearch index', or at once where an editor is open.",
        });
        return ExitCode.Ok;
    }
}
