using System.CommandLine;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Server.Commands;

/// <param name="LlamaFolder">llama.cpp's libraries.</param>
internal sealed record EmbedWorkerOptions(string LlamaFolder) : CommandOptions(IndexFile: null);

/// <summary><c>semsearch embed-worker</c>: the process that computes with GGUF models. No person types it; it ends with its stdin.</summary>
internal static class EmbedWorkerCommand
{
    private const string Name = "embed-worker";

    /// <summary>128 + SIGTERM.</summary>
    private const int Terminated = 143;

    public static Verb Define()
    {
        var llama = new Option<string>(WorkerLaunch.LlamaOption) { Required = true, HelpName = "folder" };
        var command = new Command(Name) { llama };
        command.Hidden = true;
        return new Verb(command, parsed => new EmbedWorkerOptions(parsed.GetRequiredValue(llama)));
    }

    /// <summary>How this executable starts itself as a worker; null when its own path cannot be known.</summary>
    public static WorkerLaunch? Launch()
    {
        if (Environment.ProcessPath is not { } self) return null;
        var runsUnderDotnet = Path.GetFileNameWithoutExtension(self) == "dotnet";
        return new WorkerLaunch(self, runsUnderDotnet ? [typeof(EmbedWorkerCommand).Assembly.Location, Name] : [Name]);
    }

    public static ExitCode Run(EmbedWorkerOptions options)
    {
        // A terminal sends Ctrl+C to every process in it; the parent decides what becomes of this one.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => EmbeddingWorkerProgram.End(Terminated));
        BackgroundPriority.Enter();
        Console.SetOut(Console.Error);
        var problem = EmbeddingWorkerProgram.Run(Console.OpenStandardInput(), options.LlamaFolder, Console.Error.WriteLine);
        Console.Error.WriteLine($"{problem} 'semsearch {Name}' is started by semsearch itself; it is not for typing.");
        EmbeddingWorkerProgram.End((int)ExitCode.Usage);
        return ExitCode.Usage;
    }
}
