namespace SemanticSearch.Engine.Models.Fetching;

public enum DownloadFailure
{
    /// <summary>The network was to be left alone.</summary>
    Offline,

    /// <summary>The server cannot be reached, or breaks off again and again.</summary>
    Network,

    /// <summary>The server has no such file, or another one than we know.</summary>
    NotThere,

    /// <summary>The server wants to know who asks.</summary>
    Refused,

    /// <summary>What came is not the file.</summary>
    WrongFile,
    NoSpace,

    /// <summary>Another process is at it.</summary>
    Busy,
}

/// <summary>A model could not be fetched. The message says why, what is left of it, and what to do.</summary>
public sealed class DownloadException(DownloadFailure failure, string message, Exception? cause = null) : Exception(message, cause)
{
    public DownloadFailure Failure { get; } = failure;
}
