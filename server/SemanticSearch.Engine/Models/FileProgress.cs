namespace SemanticSearch.Engine.Models;

/// <summary>What is being done with a model's file.</summary>
public enum FileWork
{
    /// <summary>Its SHA-256 is computed.</summary>
    Hashing,
    Copying,

    /// <summary>What an earlier download left is read again.</summary>
    Resuming,
    Receiving,

    /// <summary>All of a download is here; its structure is looked at.</summary>
    Checking,
}

/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes; null where it is not known.</param>
public readonly record struct FileProgress(FileWork Work, long Done, long? Total);
