using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SemanticSearch.Engine.Indexing;

/// <param name="Paths">Files that may have changed, relative, forward slashes; empty when <paramref name="Everything"/>.</param>
/// <param name="Everything">More changed than can be told one by one: scan the folder.</param>
/// <param name="Message">Set once when the watcher falls back to polling, with the reason.</param>
internal sealed record ChangeBatch(IReadOnlyCollection<string> Paths, bool Everything, string? Message);

/// <summary>
/// Follows a folder's changes and gives them in batches. Uses the operating system's notifications; where they cannot be had (a network
/// share, no inotify watches left), asks for a scan at intervals instead and says so.
/// </summary>
internal sealed class FolderWatcher : IDisposable
{
    /// <summary>A batch is closed after this much quiet: a checkout or a formatter touches many files in a row.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(15);

    /// <summary>But not later than this after its first change, so that a busy build does not hold it up for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan PollingInterval = TimeSpan.FromSeconds(5);

    /// <summary>Beyond this many changes a scan is cheaper than a look at each.</summary>
    private const int MostPaths = 500;

    /// <summary>Bytes; the largest that Windows allows for a network folder.</summary>
    private const int NotificationBuffer = 64 * 1024;

    private const string Everything = "";
    private static readonly string[] RuleFiles = [".gitignore", ".ignore", ".semsearchignore"];

    private readonly string _root;
    private readonly Channel<string> _changes = Channel.CreateBounded<string>(
        new BoundedChannelOptions(16 * MostPaths) { SingleReader = true });

    private readonly FileSystemWatcher? _watcher;
    private volatile string? _whyPolling;
    private volatile bool _lost;

    /// <param name="poll">Poll although notifications may be to be had.</param>
    public FolderWatcher(string root, bool poll = false)
    {
        _root = root;
        if (poll)
        {
            _whyPolling = "as asked";
            return;
        }
        try
        {
            _watcher = new FileSystemWatcher(root)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = NotificationBuffer,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Changed += (_, change) =>
            {
                // A folder whose entries change is no news: each of them is told by itself.
                if (!Directory.Exists(change.FullPath)) Note(change.FullPath);
            };
            _watcher.Created += (_, change) => Note(change.FullPath);
            _watcher.Deleted += (_, change) => Note(change.FullPath);
            _watcher.Renamed += (_, change) =>
            {
                Note(change.OldFullPath);
                Note(change.FullPath);
            };
            _watcher.Error += (_, error) => OnError(error.GetException());
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            _whyPolling = failure.Message;
        }
    }

    public async IAsyncEnumerable<ChangeBatch> BatchesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            if (_whyPolling is { } why)
            {
                await foreach (var batch in PollAsync(why, cancellation).ConfigureAwait(false)) yield return batch;
            }
            yield return await NextAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _watcher?.Dispose();

    private static async IAsyncEnumerable<ChangeBatch> PollAsync(string why, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? message = $"The folder cannot be watched ({why}); it is looked through every {PollingInterval.TotalSeconds:0} seconds instead.";
        using var timer = new PeriodicTimer(PollingInterval);
        do
        {
            yield return new ChangeBatch([], true, message);
            message = null;
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    private async Task<ChangeBatch> NextAsync(CancellationToken cancellation)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal) { await _changes.Reader.ReadAsync(cancellation).ConfigureAwait(false) };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Longest)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            quiet.CancelAfter(Quiet);
            try
            {
                paths.Add(await _changes.Reader.ReadAsync(quiet.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                break;
            }
        }
        var lost = _lost;
        _lost = false;
        return lost || paths.Count > MostPaths || paths.Contains(Everything) || paths.Any(NeedsScan)
            ? new ChangeBatch([], true, null)
            : new ChangeBatch(paths, false, null);
    }

    /// <summary>A rule file changes the verdict on others; a folder that appears brings files that were not announced one by one.</summary>
    private bool NeedsScan(string path)
        => RuleFiles.Contains(path[(path.LastIndexOf('/') + 1)..]) || Directory.Exists(Path.Combine(_root, path));

    private void Note(string fullPath)
    {
        var path = Path.GetRelativePath(_root, fullPath).Replace(Path.DirectorySeparatorChar, '/');
        if (path is "." || path.StartsWith("../", StringComparison.Ordinal)) return;
        if ((path == ".git" || path.StartsWith(".git/", StringComparison.Ordinal)) && path != ".git/info/exclude") return;
        if (!_changes.Writer.TryWrite(path == ".git/info/exclude" ? Everything : path)) _lost = true;
    }

    private void OnError(Exception failure)
    {
        // An overflow lost some notifications, which one scan makes good; anything else ended them.
        if (failure is not InternalBufferOverflowException) _whyPolling = failure.Message;
        if (!_changes.Writer.TryWrite(Everything)) _lost = true;
    }
}
