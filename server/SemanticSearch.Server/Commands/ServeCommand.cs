using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Commands;

internal sealed record ServeOptions(string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch serve</c>: JSON-RPC 2.0 over stdin and stdout, for an editor. Ends with it.</summary>
internal static class ServeCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var command = new Command("serve", "Serve an editor: JSON-RPC 2.0 over stdin and stdout");
        return new Verb(command, parsed => new ServeOptions(parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ServeOptions options, CommandHost host, CancellationToken cancellation)
    {
        if (options.IndexFile is not null)
        {
            throw new CommandException(ExitCode.Usage, $"serve keeps an index for each folder, so it takes no --index; {DataDirectory.Variable} names another data directory.");
        }

        RequestThreads.Keep();

        // The protocol owns stdout from here on: whatever else writes to the console goes to stderr.
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new FileLoggerProvider(new LogFile(host.Home, host.Time)));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton<ParentProcess>();
        builder.Services.AddSingleton(services => new EditorServer(
            input, output, folder => host.OptionsFor(folder, null), host.Home, host.Store, services.GetRequiredService<ILogger<EditorServer>>(),
            services.GetRequiredService<ParentProcess>().Watch));
        builder.Services.AddHostedService<EditorService>();
        var application = builder.Build();
        await using var disposal = (IAsyncDisposable)application;
        await application.StartAsync(cancellation);
        await application.WaitForShutdownAsync(cancellation);
        return (ExitCode)Environment.ExitCode;
    }
}
