using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Rpc;

/// <summary>Serves one editor over a pair of streams: the table of methods, and what the server tells by itself.</summary>
internal sealed partial class EditorServer : IAsyncDisposable
{
    /// <summary>For requests that look something up or search; a person has long given up by then.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(20);

    /// <summary>For `doctor`, which reads the whole index.</summary>
    private static readonly TimeSpan Thorough = TimeSpan.FromMinutes(10);

    /// <summary>For downloads and trials; whoever waits sees how far they are, and can cancel.</summary>
    private static readonly TimeSpan AsLongAsItTakes = TimeSpan.FromDays(1);

    /// <summary>Between two status notifications.</summary>
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(100);

    private readonly string _home;
    private readonly ILogger _log;
    private readonly EditorSession _session;
    private readonly RpcConnection _connection;
    private readonly SemaphoreSlim _statusChanged = new(0, 1);
    private readonly Action<int> _watchProcess;
    private readonly Lazy<EditorModels> _models;
    private readonly EditorMigrations _migrations;
    private readonly EditorAgents _agents;
    private readonly ModelDownload _download = new(DownloadSettings.Default, TimeProvider.System);
    private volatile bool _initialized;

    /// <param name="open">Options for opening a folder.</param>
    /// <param name="home">The data directory.</param>
    /// <param name="models">Reads the list of known models; called when one is asked for, so that a list that cannot be read harms nothing else.</param>
    /// <param name="watchProcess">Told the editor's process id, to end with it.</param>
    public EditorServer(
        Stream input, Stream output, Func<string, WorkspaceOptions> open, string home, Func<ModelStore> models,
        ILogger<EditorServer> log, Action<int> watchProcess)
    {
        (_home, _log, _watchProcess) = (home, log, watchProcess);
        _session = new EditorSession(open, OnStatusChanged, Tell, Unexpected);
        _models = new Lazy<EditorModels>(() => OpenModels(models()), LazyThreadSafetyMode.PublicationOnly);
        _migrations = new EditorMigrations(() => _models.Value.Store, _session.FolderOf, TellProgress);
        _agents = new EditorAgents(() => _session.Folders, Unexpected);
        _connection = new RpcConnection(input, output, Routes(), Unexpected);
    }

    /// <summary>Serves until the editor says `exit`, closes its end, or the call is cancelled.</summary>
    /// <exception cref="MalformedStreamException">What comes in is not the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var status = PumpStatusAsync(ending.Token);
        try
        {
            await _connection.RunAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await status.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync().ConfigureAwait(false);
        _agents.Dispose();
        _statusChanged.Dispose();
        _download.Dispose();
    }

    private Dictionary<string, Route> Routes()
    {
        var json = RpcJson.Default;
        return new Dictionary<string, Route>(StringComparer.Ordinal)
        {
            [Methods.Initialize] = Route.Of(RequestMode.Mutating, Quick, json.InitializeParams, json.InitializeResult, (given, _) => Task.FromResult(Initialize(given))),
            [Methods.Shutdown] = Route.Of(RequestMode.Mutating, Quick, () => { }),
            [Methods.Exit] = Route.Of(RequestMode.Mutating, Quick, () => _connection!.Exit()),
            [Methods.ChangeFolders] = Route.Of(RequestMode.Mutating, Quick, json.ChangeFoldersParams, (change, _) => _session.ChangeFoldersAsync(change)),
            [Methods.ChangeDocument] = Change(json.DocumentParams, _session.ChangeDocument),
            [Methods.CloseDocument] = Change(json.CloseDocumentParams, closed => _session.CloseDocument(closed.Path)),
            [Methods.ChangeFiles] = Change(json.ChangeFilesParams, files => _session.ChangeFiles(files.Paths)),
            [Methods.Pause] = Change(json.FolderParams, folder => _session.Pause(folder.Folder)),
            [Methods.Resume] = Change(json.FolderParams, folder => _session.Resume(folder.Folder)),
            [Methods.Rebuild] = Change(json.FolderParams, folder => _session.Rebuild(folder.Folder)),
            [Methods.Search] = Ask(json.SearchParams, json.SearchResult, _session.SearchAsync),
            [Methods.Similar] = Ask(json.SimilarParams, json.SearchResult, _session.SimilarAsync),
            [Methods.Definition] = Ask(json.DefinitionParams, json.DefinitionResult, (asked, token) => Task.FromResult(_session.Definition(asked, token)!)),
            [Methods.Status] = Route.Of(RequestMode.ReadOnly, Quick, json.StatusResult, _ => Initialized().Status()),
            [Methods.Why] = Ask(json.FileParams, json.WhyResult, (file, _) => Task.FromResult(_session.Why(file.Path))),
            [Methods.Models] = Ask(json.ModelsParams, json.ModelsResult, (asked, _) => Task.FromResult(_models.Value.List(asked))),
            [Methods.UseModel] = Long(json.UseModelParams, (asked, token) => _models.Value.UseAsync(asked, token)),
            [Methods.EstimateModel] = Long(json.ModelParams, json.EstimateResult, (asked, token) => _models.Value.EstimateAsync(asked, token)),
            [Methods.DownloadModel] = Long(json.ModelParams, (asked, token) => _models.Value.DownloadAsync(asked, token)),
            [Methods.AddModel] = Long(json.AddModelParams, json.AddModelResult, (asked, token) => _models.Value.AddAsync(asked, token)),
            [Methods.RemoveModel] = Change(json.ModelParams, removed => _models.Value.Remove(removed)),
            [Methods.VerifyModel] = Long(json.ModelParams, json.VerifyModelResult, (asked, token) => _models.Value.VerifyAsync(asked, token)),
            [Methods.MigrationStatus] = Ask(json.MigrationParams, json.MigrationResult, _migrations.Status),
            [Methods.PlanMigration] = Long(json.ModelParams, json.EstimateResult, _migrations.PlanAsync),
            [Methods.StartMigration] = Long(json.StartMigrationParams, json.MigrationResult, _migrations.StartAsync),
            [Methods.CompareModels] = Long(json.MigrationParams, json.ComparisonResult, _migrations.CompareAsync),
            [Methods.LastComparison] = Ask(json.MigrationParams, json.ComparisonResult, _migrations.LastComparison),
            [Methods.Canary] = Ask(json.CanaryParams, json.MigrationResult, _migrations.Canary),
            [Methods.Promote] = Ask(json.MigrationParams, json.MigrationResult, _migrations.Promote),
            [Methods.RollBack] = Ask(json.MigrationParams, json.MigrationResult, _migrations.RollBack),
            [Methods.PauseMigration] = Ask(json.MigrationParams, json.MigrationResult, _migrations.Pause),
            [Methods.ResumeMigration] = Ask(json.MigrationParams, json.MigrationResult, _migrations.Resume),
            [Methods.ArchiveModel] = Ask(json.ModelParams, json.MigrationResult, _migrations.Archive),
            [Methods.PurgeModels] = Long(json.PurgeParams, json.PurgeResult, _migrations.PurgeAsync),
            [Methods.MigrationErrors] = Ask(json.MigrationParams, json.MigrationErrorsResult, _migrations.Errors),
            [Methods.RetryMigration] = Ask(json.RetryParams, json.RetryResult, _migrations.Retry),
            [Methods.Health] = Ask(json.MigrationParams, json.HealthResult, _migrations.Health),
            [Methods.CallTool] = Long(json.CallToolParams, json.ToolResult, _agents.CallAsync),
            [Methods.OpenedHit] = Change(json.OpenedHitParams, _session.OpenedHit),
            [Methods.Doctor] = Route.Of(RequestMode.Background, Thorough, json.DoctorResult, cancellation => Initialized().Doctor(cancellation)),
        };
    }

    private EditorModels OpenModels(ModelStore store) => new(
        store, new ModelFetch(store, _download), () => ModelDownloadCommand.FetchOptionsOf(forceLocal: false, Environment.GetEnvironmentVariable), _session.FolderOf, TellProgress);

    private Route Change<T>(JsonTypeInfo<T> type, Action<T> change)
        => Route.Of(RequestMode.Mutating, Quick, type, (given, _) =>
        {
            Initialized();
            change(given);
            return Task.CompletedTask;
        });

    private Route Ask<TParams, TResult>(
        JsonTypeInfo<TParams> parameters, JsonTypeInfo<TResult> result,
        Func<TParams, CancellationToken, Task<TResult>> answer)
        => Route.Of(RequestMode.ReadOnly, Quick, parameters, result, (given, cancellation) =>
        {
            Initialized();
            return answer(given, cancellation);
        });

    private Route Ask<TParams, TResult>(JsonTypeInfo<TParams> parameters, JsonTypeInfo<TResult> result, Func<TParams, TResult?> answer)
        where TResult : class
        => Ask(parameters, result, (given, _) => Task.FromResult(answer(given)!));

    /// <summary>What takes as long as a file of some GB does, and can be cancelled.</summary>
    private Route Long<T>(JsonTypeInfo<T> type, Func<T, CancellationToken, Task> work)
        => Route.Of(RequestMode.ReadOnly, AsLongAsItTakes, type, (given, cancellation) =>
        {
            Initialized();
            return work(given, cancellation);
        });

    private Route Long<TParams, TResult>(JsonTypeInfo<TParams> parameters, JsonTypeInfo<TResult> result, Func<TParams, CancellationToken, Task<TResult>> work)
        => Route.Of(RequestMode.ReadOnly, AsLongAsItTakes, parameters, result, (given, cancellation) =>
        {
            Initialized();
            return work(given, cancellation);
        });

    private EditorSession Initialized()
        => _initialized ? _session : throw new RpcException(ErrorCodes.NotInitialized, $"Send '{Methods.Initialize}' first.");

    private InitializeResult Initialize(InitializeParams given)
    {
        if (given.ProtocolVersion != Protocol.Version)
        {
            throw new RpcException(
                ErrorCodes.ProtocolMismatch,
                $"This search server ({ServerVersion.Text}) speaks protocol {Protocol.Version}, and {given.Client} speaks {given.ProtocolVersion}: they come from "
                + "different versions. Install the extension again, and clear the setting semanticSearch.server.path if it is set.");
        }
        if (_initialized) throw new RpcException(RpcException.InvalidRequest, "It is initialized already.");
        _initialized = true;
        if (given.ProcessId is { } process) _watchProcess(process);
        LogStart(given.Client, given.ClientVersion, given.Folders.Count);
        _session.Start(given);
        OnStatusChanged();
        return new InitializeResult(Protocol.Version, ServerVersion.Text, Environment.ProcessId, _home, new LogFile(_home, TimeProvider.System).FilePath);
    }

    private async Task PumpStatusAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _statusChanged.WaitAsync(cancellation).ConfigureAwait(false);
            _connection.Notify(Methods.StatusChanged, new StatusChangedParams(_session.Progress), RpcJson.Default.StatusChangedParams);
            await Task.Delay(StatusInterval, cancellation).ConfigureAwait(false);
        }
    }

    private void OnStatusChanged()
    {
        if (_statusChanged.CurrentCount > 0) return;
        try
        {
            _statusChanged.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread said so at the same time.
        }
    }

    private void Tell(Severity severity, string text)
    {
        LogTold(text);
        _connection.Notify(Methods.Message, new MessageParams(severity, text), RpcJson.Default.MessageParams);
    }

    private void TellProgress(ModelProgressParams progress) => _connection.Notify(Methods.ModelProgress, progress, RpcJson.Default.ModelProgressParams);

    private void Unexpected(string what, Exception failure)
    {
        LogUnexpected(failure, what);
        _connection.Notify(
            Methods.Log, new LogParams(Severity.Error, $"{what}: {failure.GetType().Name}: {failure.Message}"), RpcJson.Default.LogParams);
    }

    [LoggerMessage(LogLevel.Information, "serving {Client} {Version}, {Folders} folders")]
    private partial void LogStart(string client, string version, int folders);

    [LoggerMessage(LogLevel.Warning, "told the user: {Text}")]
    private partial void LogTold(string text);

    [LoggerMessage(LogLevel.Error, "{What} failed")]
    private partial void LogUnexpected(Exception failure, string what);
}
