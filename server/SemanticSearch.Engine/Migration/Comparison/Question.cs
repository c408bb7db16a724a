using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Migration;

/// <summary>A commit that questions can be made of.</summary>
/// <param name="Subject">First line of its message.</param>
/// <param name="Paths">Files that it added or changed, relative to the indexed folder, forward slashes.</param>
public sealed record CommitChange(string Subject, IReadOnlyList<string> Paths);

/// <param name="Right">Where the answer is; empty when that is not known.</param>
internal sealed record Question(QuestionKind Kind, string Text, IReadOnlyList<RightPlace> Right);

/// <summary>A place that answers a question: a chunk, as the index has it, or a whole file.</summary>
/// <param name="StartLine">From 1, inclusive, as is <paramref name="EndLine"/>.</param>
internal readonly record struct RightPlace(string Path, int StartLine, int EndLine)
{
    public static RightPlace WholeFile(string path) => new(path, 1, int.MaxValue);

    /// <summary>Whether a hit shows any of its lines.</summary>
    public bool IsShownBy(SearchHit hit) => hit.Path == Path && hit.StartLine <= EndLine && hit.EndLine >= StartLine;
}
