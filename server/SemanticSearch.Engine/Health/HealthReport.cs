using System.Globalization;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>Whether a folder's index can be searched, and as well as it should be.</summary>
/// <param name="Ready">There is an index that answers.</param>
/// <param name="Problems">What is not as it should be; when not ready, why. Alerts come on top.</param>
/// <param name="Alerts">Those that are pending included.</param>
public sealed record HealthReport(bool Ready, IReadOnlyList<HealthProblem> Problems, IReadOnlyList<Alert> Alerts)
{
    /// <summary>The step of <see cref="WorkspaceStatus"/> that no model is part of.</summary>
    private const string WordsOnly = "lexical";

    /// <summary>The process answers, as whoever reads this knows. There so that a probe can ask for it by name.</summary>
    public bool Live => true;

    /// <summary>It answers, but a step lower than it should, or something needs attention.</summary>
    public bool Degraded => Ready && (Problems.Count > 0 || Alerts.Any(alert => !alert.Pending));

    /// <summary>All that is wrong, in sentences; empty when nothing is.</summary>
    public string Reason => string.Join(' ', [.. Problems.Select(problem => problem.Text), .. Alerts.Where(alert => !alert.Pending).Select(alert => $"{Capital(alert.Text)}.")]);

    /// <param name="wanted">The model that should answer and does not; null when what answers is what should.</param>
    /// <param name="alerts">From an <see cref="AlertWatch"/>, or of this moment from <see cref="AlertRules.Evaluate"/>.</param>
    public static HealthReport Of(WorkspaceStatus status, string? wanted, IReadOnlyList<Alert> alerts)
    {
        if (!status.Exists) return new HealthReport(Ready: false, [Missing(status)], alerts);
        var ready = status.FilesIndexed > 0 || status.LastIndexed is not null;
        return new HealthReport(ready, [.. ready ? Shortfalls(status, wanted) : [Empty(status)]], alerts);
    }

    /// <summary>Looks into the index for what alerts are judged by, and reports.</summary>
    /// <param name="wanted">As in <see cref="Of"/>.</param>
    /// <param name="judge"><see cref="AlertWatch.See"/> where somebody watches all along; else <see cref="AlertRules.Evaluate"/>.</param>
    public static HealthReport Read(WorkspaceStatus status, string? wanted, MemoryReading memory, DateTimeOffset now, Func<HealthFacts, IReadOnlyList<Alert>> judge)
    {
        try
        {
            return Of(status, wanted, judge(HealthFacts.Read(status.IndexFile, memory, now)));
        }
        catch (SqliteException failure)
        {
            return Unusable($"The index {status.IndexFile} cannot be read ({failure.Message}).");
        }
    }

    /// <summary>An index that cannot even be asked how it stands.</summary>
    /// <param name="reason">Sentences for the user.</param>
    public static HealthReport Unusable(string reason) => new(Ready: false, [new HealthProblem("unusable-index", reason, "`semsearch doctor` says more.")], []);

    private static IEnumerable<HealthProblem> Shortfalls(WorkspaceStatus status, string? wanted)
    {
        if (status.Step == WordsOnly)
        {
            yield return new HealthProblem("words-only", $"Searches are answered from words alone: {status.StepReason}.", "`semsearch doctor` checks the model.");
        }
        else if (wanted is not null)
        {
            yield return new HealthProblem("step-below", $"Searches are answered by {status.Step} and not by {wanted}: {status.StepReason}.", TowardsWanted(status));
        }
        if (status is { FilesPending: > 0, WriterActive: false })
        {
            yield return new HealthProblem(
                "writer-gone", Text($"{status.FilesPending:N0} files wait to be indexed, and no process is indexing."), "Run `semsearch index`, or open the folder in the editor.");
        }
    }

    private static string TowardsWanted(WorkspaceStatus status) => status switch
    {
        _ when status.Generations.All(generation => generation.State != Generations.Building) => "`semsearch model verify` checks its file; `semsearch model use bundled` does without it.",
        { WriterActive: true } => "Nothing is to be done: it takes over when it has read the code.",
        _ => "Run `semsearch index`, or open the folder in the editor: it goes on where it was.",
    };

    private static HealthProblem Missing(WorkspaceStatus status)
    {
        if (!File.Exists(status.IndexFile)) return new HealthProblem("no-index", $"{status.Folder} is not indexed.", "Run `semsearch index`.");
        return IndexDatabase.FormatOf(status.IndexFile) switch
        {
            null => new HealthProblem("damaged-index", $"The index {status.IndexFile} is damaged, or none of ours.", "Run `semsearch index`: it is kept beside a new one."),
            < Schema.Version => new HealthProblem("older-index", $"The index {status.IndexFile} was written by an earlier version.", "Run `semsearch index`: it is brought up to this one."),
            > Schema.Version => new HealthProblem("newer-index", $"The index {status.IndexFile} was written by a later version.", "Update this semsearch, or run `semsearch index`: it is kept beside a new one."),
            _ => new HealthProblem("unreadable-index", $"The index {status.IndexFile} needs sqlite-vec, which is not beside this semsearch.", "Install semsearch again."),
        };
    }

    private static HealthProblem Empty(WorkspaceStatus status) => status.WriterActive
        ? new HealthProblem("first-indexing", "The folder is being indexed for the first time.", "Nothing is to be done: searching works as soon as a file is in.")
        : new HealthProblem("empty-index", "The index holds no file yet, and no process is indexing.", "Run `semsearch index`.");

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Name">For programs: "step-below", "writer-gone".</param>
/// <param name="Text">A sentence.</param>
public sealed record HealthProblem(string Name, string Text, string NextStep);
