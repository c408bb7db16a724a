namespace SemanticSearch.Engine.Tests.Indexing;

/// <summary>A folder of sources and its index, both temporary.</summary>
internal sealed class WorkspaceFixture : IDisposable
{
    private readonly TemporaryFolder _sources = new();
    private readonly TemporaryFolder _home = new();

    public string Folder => _sources.Path;

    public string IndexFile => System.IO.Path.Combine(_home.Path, "index.db");

    public void Write(string path, string text) => _sources.Write(path, text);

    public string Full(string path) => System.IO.Path.Combine(Folder, path);

    public void Git(params string[] arguments) => _sources.Git(arguments);

    public WorkspaceIndex Open(Func<string, string, bool>? survives = null)
        => WorkspaceIndex.Open(new WorkspaceOptions(Folder, IndexFile, _home.Path, Survives: survives));

    public async Task<IndexReport> IndexAsync(bool rebuild = false)
    {
        await using var index = Open();
        return await index.IndexAsync(rebuild, null, CancellationToken.None);
    }

    public void Dispose()
    {
        _sources.Dispose();
        _home.Dispose();
    }

    /// <summary>A small Python file whose text depends on its number.</summary>
    public static string Source(int number) => $$""""
        """Handles request number {{number}} of the queue."""

        def handle_request_{{number}}(payload, retries={{number}}):
            """Send the payload of request {{number}} to the server and wait for its answer."""
            for attempt in range(retries):
                answer = send(payload, attempt)
                if answer.ok:
                    return answer.body
            raise TimeoutError("request {{number}} was never answered")


        class Queue{{number}}:
            """Keeps requests of kind {{number}} in order of arrival."""

            def push(self, item):
                self.items.append(item)

            def pop(self):
                return self.items.pop(0)

        """";
}
