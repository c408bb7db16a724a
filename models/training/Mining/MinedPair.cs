namespace SemanticSearch.Training.Mining;

/// <summary>Where a pair of text and code comes from.</summary>
internal enum PairKind : byte
{
    /// <summary>Documentation → its definition without it.</summary>
    Documentation,

    /// <summary>A definition's name and signature in words → its body.</summary>
    Name,

    /// <summary>A commit's subject → a hunk that it changed.</summary>
    Commit,

    /// <summary>A path in words → a chunk of the file.</summary>
    Path,

    /// <summary>The text of a Markdown section → the code under it.</summary>
    Section,

    /// <summary>The summary of a type → its members.</summary>
    Members,

    /// <summary>A definition that has no documentation; only in held-out repositories, where it distracts.</summary>
    Undocumented,
}

/// <param name="Language">As the chunker names it.</param>
/// <param name="Path">Of the code, relative, forward slashes.</param>
/// <param name="Query">Natural text; empty for <see cref="PairKind.Undocumented"/>.</param>
internal sealed record MinedPair(PairKind Kind, string Language, string Path, string Query, string Code);
