using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <summary>Runs one command line: parses it, runs the command, and turns every failure into one message and an exit code.</summary>
/// <param name="CurrentDirectory">What relative paths of the command line start from.</param>
/// <param name="Home">The data directory.</param>
/// <param name="Models">Opens GGUF models; null where there are none but the bundled one.</param>
internal sealed record CommandHost(Terminal Terminal, string CurrentDirectory, string Home, TimeProvider Time, ModelHost? Models = null)
{
    /// <summary>The list of known models.</summary>
    public string ManifestPath { get; init; } = ModelManifest.ShippedPath;

    /// <summary>Lowers the process's priority, for commands that work for minutes. Nothing is done where the process is not the command's own.</summary>
    public Action GiveWay { get; init; } = () => { };

    /// <summary>Never throws: whatever happens is said once on stderr.</summary>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            if (line.Problem is { } problem)
            {
                Terminal.Say($"{problem}\nSee 'semsearch {(line.Verb is { } verb ? verb + " " : "")}--help'.");
                return ExitCode.Usage;
            }

            var exitCode = ExitCode.Ok;
            if (line.Options is { } options) exitCode = await RunAsync(options, cancellation);
            else line.WriteText(Terminal.Out);
            await Terminal.Out.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (Exception exception) when (Report(CommandFailure.Of(exception, cancellation), exception) is { } exitCode)
        {
            return exitCode;
        }
    }

    /// <summary>Opens the folder's index, in the file that <c>--index</c> names or in the data directory.</summary>
    public WorkspaceIndex Open(string folder, string? indexFile) => WorkspaceIndex.Open(OptionsFor(folder, indexFile));

    public ModelStore Store() => new(ModelManifest.Load(ManifestPath), Home);

    public WorkspaceOptions OptionsFor(string folder, string? indexFile) =>
        new(folder, indexFile is null ? null : Path.GetFullPath(indexFile, CurrentDirectory), Home, Survives: ProbeProcess.Survives, Models: Models, EmbeddingMemory: ModelSetup.EmbeddingMemory,
            KeepQueries: ModelSetup.KeepsQueries, History: cancellation => CommitHistory.NewestAsync(folder, cancellation));

    private Task<ExitCode> RunAsync(CommandOptions options, CancellationToken cancellation) => options switch
    {
        IndexOptions index => IndexCommand.RunAsync(index, this, cancellation),
        SearchOptions search => SearchCommand.RunAsync(search, this, cancellation),
        SimilarOptions similar => SimilarCommand.RunAsync(similar, this, cancellation),
        StatusOptions status => StatusCommand.RunAsync(status, this),
        DoctorOptions doctor => DoctorCommand.RunAsync(doctor, this, cancellation),
        HealthOptions health => HealthCommand.RunAsync(health, this),
        MetricsOptions metrics => MetricsCommand.RunAsync(metrics, this),
        BackupOptions backup => Task.FromResult(BackupCommand.Run(backup, this)),
        RestoreOptions restore => Task.FromResult(RestoreCommand.Run(restore, this)),
        WhyOptions why => WhyCommand.RunAsync(why, this),
        WatchOptions watch => WatchCommand.RunAsync(watch, this, cancellation),
        ServeOptions serve => ServeCommand.RunAsync(serve, this, cancellation),
        McpOptions mcp => McpCommand.RunAsync(mcp, this, cancellation),
        ModelUseOptions use => ModelUseCommand.RunAsync(use, this, cancellation),
        ModelEstimateOptions estimate => ModelEstimateCommand.RunAsync(estimate, this, cancellation),
        ModelListOptions list => Task.FromResult(ModelListCommand.Run(list, this)),
        ModelAddOptions add => ModelAddCommand.RunAsync(add, this, cancellation),
        ModelDownloadOptions download => ModelDownloadCommand.RunAsync(download, this, cancellation),
        ModelVerifyOptions verify => ModelVerifyCommand.RunAsync(verify, this, cancellation),
        ModelRemoveOptions remove => ModelRemoveCommand.RunAsync(remove, this, cancellation),
        MigratePlanOptions plan => MigratePlanCommand.RunAsync(plan, this, cancellation),
        MigrateStartOptions start => MigrateStartCommand.RunAsync(start, this, cancellation),
        MigrateStatusOptions state => MigrateStatusCommand.RunAsync(state, this),
        MigrateCompareOptions compare => MigrateCompareCommand.RunAsync(compare, this, cancellation),
        MigrateStepOptions step => MigrateStepCommand.RunAsync(step, this),
        MigrateErrorsOptions errors => MigrateErrorsCommand.RunAsync(errors, this),
        MigrateRetryOptions retry => MigrateRetryCommand.RunAsync(retry, this),
        MigrateArchiveOptions archive => MigrateArchiveCommand.RunAsync(archive, this),
        MigratePurgeOptions purge => MigratePurgeCommand.RunAsync(purge, this, cancellation),
        EmbedWorkerOptions worker => Task.FromResult(EmbedWorkerCommand.Run(worker)),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options, "A command without a runner."),
    };

    private ExitCode? Report(CommandFailure failure, Exception exception)
    {
        if (!failure.Unexpected)
        {
            Terminal.Say(failure.Message);
            return failure.ExitCode;
        }

        var log = new LogFile(Home, Time);
        var unwritten = log.Write("unexpected failure", exception);
        Terminal.Say(unwritten is null
            ? $"{failure.Message} What is known of it stands in {log.FilePath}; 'semsearch doctor' checks the installation."
            : $"{failure.Message} ({exception.GetType().Name}; the log {log.FilePath} could not be written: {unwritten})");
        return failure.ExitCode;
    }
}
