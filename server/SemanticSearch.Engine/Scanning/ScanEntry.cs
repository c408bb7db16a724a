namespace SemanticSearch.Engine.Scanning;

/// <summary>Why a file is not indexed. The names are stored and shown, so they are part of the index format.</summary>
public enum SkipReason
{
    /// <summary>A rule of .gitignore, .git/info/exclude, the user's global excludes, .ignore or .semsearchignore.</summary>
    Ignored,

    /// <summary>A default of ours: dependencies, build output, lock files, version control folders.</summary>
    Default,

    /// <summary>Looks like it holds secrets: .env, private keys, keystores.</summary>
    Secret,

    /// <summary>Holds binary content (a NUL byte or too many control characters), or has a binary file's extension.</summary>
    Binary,

    /// <summary>Above <see cref="ScanOptions.MaximumFileBytes"/>.</summary>
    TooLarge,

    /// <summary>Very long lines: minified or packed.</summary>
    Minified,

    /// <summary>Says of itself that a program wrote it.</summary>
    Generated,

    /// <summary>A link that leads out of the folder, or nowhere, or to a place that is scanned anyway.</summary>
    Link,

    /// <summary>Cannot be read: permissions, a device, a file that vanished.</summary>
    Unreadable,

    /// <summary>Empty, or only white space.</summary>
    Empty,
}

/// <param name="Detail">For a person: the rule with its file and line (".gitignore:12: *.log"), or the measured figure.</param>
public sealed record Skip(SkipReason Reason, string Detail);

/// <summary>A file, or a folder that was left out whole, as the scan met it.</summary>
/// <param name="Path">Relative to the folder scanned, with forward slashes; a folder ends in a slash.</param>
/// <param name="Size">Bytes; 0 for a folder.</param>
/// <param name="Modified">Time of the last change, UTC ticks (100 ns).</param>
/// <param name="Skip">Null when the file is to be indexed, as far as can be told without reading it.</param>
public readonly record struct ScanEntry(string Path, long Size, long Modified, Skip? Skip);

/// <param name="MaximumFileBytes">Larger files are skipped.</param>
public sealed record ScanOptions(long MaximumFileBytes = 1_000_000)
{
    public static ScanOptions Default { get; } = new();
}

/// <summary>A file's text, decoded, with what the rest of the engine must know of its bytes.</summary>
/// <param name="Text">The decoded text without a byte order mark; line ends as in the file.</param>
/// <param name="Encoding">"utf-8", "utf-8-bom", "utf-16le", "utf-16be" or "latin-1".</param>
/// <param name="Hash">First 16 bytes of the SHA-256 of the bytes on disk.</param>
/// <param name="Skip">Set when the content says that the file is not to be indexed; <paramref name="Text"/> is then empty.</param>
public sealed record SourceText(string Text, string Encoding, byte[] Hash, Skip? Skip);
