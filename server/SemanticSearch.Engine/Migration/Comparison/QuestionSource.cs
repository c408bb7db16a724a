using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Migration;

/// <summary>
/// Questions that a folder's own code offers, with their answers, and those that its user asked. The same index and the same commits give the same
/// questions, so that two comparisons can be held against each other.
/// </summary>
internal static class QuestionSource
{
    /// <summary>Of each kind: four times as many would halve the interval, and take four times as long.</summary>
    public const int DefaultPerKind = 60;

    /// <param name="reader">Used by nobody else meanwhile, and in no transaction.</param>
    /// <param name="root">The indexed folder.</param>
    /// <param name="commits">The newest first; empty when there is no history.</param>
    /// <param name="perKind">Questions of each kind, at most.</param>
    public static IReadOnlyList<Question> Gather(
        IndexDatabase reader, string root, IReadOnlyList<CommitChange> commits, int perKind, CancellationToken cancellation)
    {
        using var snapshot = new ReadTransaction(reader.Connection);
        var files = OwnFiles.Read(reader);
        return
        [
            .. DocumentationQuestions.Of(reader, root, files, perKind, cancellation),
            .. SymbolQuestions.Of(reader, perKind, cancellation),
            .. CommitQuestions.Of(commits, files, perKind),
            .. AskedQuestions.Of(reader, perKind),
        ];
    }
}
