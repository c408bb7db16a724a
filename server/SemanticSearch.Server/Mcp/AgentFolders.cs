using SemanticSearch.Engine;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Mcp;

/// <summary>The folders that are open for one agent. Indexes are kept up to date for as long as their folder is among them.</summary>
/// <param name="open">Options for opening a folder.</param>
/// <param name="unexpected">Told of faults of ours (what was done, exception).</param>
/// <param name="told">Told what a person should know once; there is nobody to show it to but the log.</param>
internal sealed class AgentFolders(Func<string, WorkspaceOptions> open, Action<string, Exception> unexpected, Action<string> told) : IAsyncDisposable
{
    /// <summary>Each has an index of its own, and a thread that watches it.</summary>
    public const int Most = 16;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile AgentFolder[] _open = [];

    public IReadOnlyList<AgentFolder> Open => _open;

    /// <summary>Opens these folders, and closes all others.</summary>
    /// <param name="roots">Existing folders.</param>
    public async Task BecomeAsync(IReadOnlyList<string> roots, CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var all = roots.Select(IndexLocation.RealPath).Distinct(StringComparer.Ordinal).ToList();
            if (all.Count > Most) told($"The client has {all.Count} roots; only the first {Most} are searched. Start the server with --path for the others.");
            var wanted = all.Take(Most).ToList();
            var leaving = _open.Where(folder => !wanted.Contains(folder.Root)).ToList();
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            _open = [.. wanted.Select(root => Named(root, names))];
            foreach (var folder in leaving) await folder.Session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in _open) await folder.Session.DisposeAsync().ConfigureAwait(false);
        _open = [];
        _changing.Dispose();
    }

    private AgentFolder Named(string root, HashSet<string> names)
    {
        var leaf = Path.GetFileName(root) is { Length: > 0 } last ? last : "root";
        var name = leaf;
        for (var number = 2; !names.Add(name); number++) name = $"{leaf}~{number}";
        if (_open.FirstOrDefault(folder => folder.Root == root) is { } known) return known with { Name = name };
        var session = new FolderSession(new FolderRef(root, name), open(root), () => { }, (_, text) => told(text), unexpected);
        return new AgentFolder(name, root, session, new IndexedShare(session));
    }
}
