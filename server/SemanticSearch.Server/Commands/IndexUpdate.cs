using SemanticSearch.Engine;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <summary>What a search does first: build the index, or bring it up to date, or make do with what is there.</summary>
internal static class IndexUpdate
{
    /// <summary>Indexes with progress and warnings on stderr.</summary>
    /// <exception cref="CommandException">The user stopped it before there was anything to report.</exception>
    public static async Task<IndexReport> IndexAsync(
        WorkspaceIndex workspace, bool rebuild, CommandHost host, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(host.Terminal, host.Time);
        try
        {
            var report = await workspace.IndexAsync(rebuild, progress, cancellation);
            foreach (var warning in report.Warnings) host.Terminal.Say(warning);
            return report;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw Stopped();
        }
    }

    /// <summary>Computes what the wanted models' vectors lack, with progress on stderr; nothing when only the bundled one is wanted.</summary>
    /// <exception cref="CommandException">The user stopped it; what is computed is kept.</exception>
    public static async Task<IReadOnlyList<GenerationReport>> EmbedAsync(WorkspaceIndex workspace, CommandHost host, CancellationToken cancellation)
    {
        void Tell(MemoryChange change) => host.Terminal.Say($"{change.Reason}.");
        if (host.Models is { } watched) watched.MemoryChanged += Tell;
        try
        {
            while (true)
            {
                try
                {
                    using var progress = new ProgressLine(host.Terminal, host.Time);
                    return await workspace.EmbedAsync(progress, cancellation);
                }
                catch (WorkspaceException) when (host.Models is { MemoryLevel: MemoryLevel.Evict } models)
                {
                    // What is done is kept; it goes on by itself.
                    await models.WaitForRoomAsync(cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw Stopped();
        }
        finally
        {
            if (host.Models is { } unwatched) unwatched.MemoryChanged -= Tell;
        }
    }

    public static CommandException Stopped() =>
        new(ExitCode.Cancelled, "Stopped. What is indexed so far is kept; the next run goes on from there.");

    /// <param name="wanted">False to build only what is not there at all.</param>
    /// <exception cref="CommandException">The user stopped it; what is indexed is kept.</exception>
    public static async Task RunAsync(
        WorkspaceIndex workspace, ChosenFolder folder, bool wanted, CommandHost host, CancellationToken cancellation)
    {
        if (folder.Why is { } why && folder.FullPath != host.CurrentDirectory) host.Terminal.Say($"Searching {folder.FullPath} ({why}).");
        var isNew = !workspace.HasIndex;
        if (!isNew && !wanted)
        {
            SayIfIncomplete(workspace, host.Terminal);
            return;
        }

        if (isNew) host.Terminal.Say($"{folder.FullPath} has no index yet; building it first.");
        try
        {
            var report = await IndexAsync(workspace, rebuild: false, host, cancellation);
            if (report.Cancelled) throw Stopped();
        }
        catch (IndexBusyException)
        {
            if (DescribeBusy(workspace.Counts) is { } note) host.Terminal.Say(note);
        }
        catch (Exception failure) when (!isNew && failure is IOException or UnauthorizedAccessException or WorkspaceException)
        {
            // An old answer beats none: a full disk must not take search away.
            host.Terminal.Say($"The index could not be brought up to date: {failure.Message} Answers are from what is there.");
        }
    }

    /// <returns>Null where the other process has nothing left to do: a watch keeps the index up to date.</returns>
    internal static string? DescribeBusy((int Indexed, int Pending) counts) => counts switch
    {
        (0, 0) => "another process has just begun to index; answers are from what is there",
        (_, 0) => null,
        var (indexed, pending) => $"still indexing: {indexed:N0} of {indexed + pending:N0} files; answers are from what is there",
    };

    private static void SayIfIncomplete(WorkspaceIndex workspace, Terminal terminal)
    {
        var (indexed, pending) = workspace.Counts;
        if (pending > 0) terminal.Say($"{indexed:N0} of {indexed + pending:N0} files are indexed; answers are from what is there");
    }
}
