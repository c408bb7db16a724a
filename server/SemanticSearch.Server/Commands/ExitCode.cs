namespace SemanticSearch.Server.Commands;

/// <summary>What the process answers its caller with. Scripts rely on these numbers; <c>--help</c> lists them.</summary>
internal enum ExitCode
{
    /// <summary>Done; a search found something.</summary>
    Ok = 0,

    /// <summary>The answer is no: a search that found nothing, as with grep; an index that is not ready, of <c>health</c>.</summary>
    NoHits = 1,

    /// <summary>The arguments are wrong: an unknown option or language, a query too long, a line range beyond the file.</summary>
    Usage = 2,

    /// <summary>A folder or file is not there or cannot be read.</summary>
    NotFound = 3,

    /// <summary>The index or a model cannot be used or written (damaged, disk full), or <c>doctor</c> or <c>model verify</c> found a problem.</summary>
    IndexUnusable = 4,

    /// <summary>A fault of ours; the log has it.</summary>
    Internal = 5,

    /// <summary>Another process is writing the index, or downloading the model, and this command would have to.</summary>
    Busy = 6,

    /// <summary>A model could not be downloaded: no network, refused, or not what it should be.</summary>
    DownloadFailed = 7,

    /// <summary>Stopped by Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    Cancelled = 130,
}

/// <summary>The lines of <c>--help</c> about exit codes.</summary>
internal static class ExitCodes
{
    public static string Describe(ExitCode code) => code switch
    {
        ExitCode.Ok => "done; a search found something",
        ExitCode.NoHits => "nothing found; of health: not ready",
        ExitCode.Usage => "wrong arguments",
        ExitCode.NotFound => "folder or file not there or unreadable",
        ExitCode.IndexUnusable => "index or model unusable (damaged, disk full), or doctor or verify found a problem",
        ExitCode.Internal => "internal error, see the log",
        ExitCode.Busy => "another process is writing the index, or downloading the model",
        ExitCode.DownloadFailed => "the model could not be downloaded",
        ExitCode.Cancelled => "stopped by Ctrl+C",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "An exit code without a description."),
    };
}
