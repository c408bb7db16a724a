using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Server.Commands;

/// <summary>A failure that is the user's to mend: a sentence with a next step, and the exit code.</summary>
internal sealed class CommandException(ExitCode exitCode, string message) : Exception(message)
{
    public ExitCode ExitCode { get; } = exitCode;
}

/// <summary>How a failure ends the process, and what the user reads.</summary>
/// <param name="Unexpected">The exception belongs into the log, and the user is told where that is.</param>
internal sealed record CommandFailure(ExitCode ExitCode, string Message, bool Unexpected)
{
    /// <summary>The one map from exception to exit code.</summary>
    public static CommandFailure Of(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException when cancellation.IsCancellationRequested => new(ExitCode.Cancelled, "Stopped.", false),
        CommandException known => new(known.ExitCode, known.Message, false),
        ChangedFilesException known => new(ExitCode.Usage, known.Message, false),
        IndexBusyException busy => new(
            ExitCode.Busy, $"{busy.Message} It may be an editor that has the folder open, or `semsearch watch`: close it, or wait, and run the same command again.", false),
        WorkspaceException known => new(ExitCode.IndexUnusable, known.Message, false),
        ModelNotFoundException missing => new(ExitCode.NotFound, missing.Message, false),
        ModelFormatException wrong => new(ExitCode.IndexUnusable, wrong.Message, false),
        DownloadException { Failure: DownloadFailure.Busy } busy => new(ExitCode.Busy, busy.Message, false),
        DownloadException { Failure: DownloadFailure.Offline } absent => new(ExitCode.NotFound, absent.Message, false),
        DownloadException failed => new(ExitCode.DownloadFailed, failed.Message, false),
        IOException full when DiskSpace.IsFull(full) =>
            new(ExitCode.IndexUnusable, "The disk is full. Free some space and run the same command again; it goes on where it was.", false),
        IOException or UnauthorizedAccessException =>
            new(ExitCode.NotFound, $"{exception.Message} Check the path and its permissions, then try again.", false),
        _ => new(ExitCode.Internal, "Something went wrong that should not have.", true),
    };
}
