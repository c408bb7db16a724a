using System.Security.Cryptography;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server;

/// <summary>Composes what GGUF models are run with.</summary>
internal static class ModelSetup
{
    /// <summary>Names the device that models compute on: auto, cpu, cuda, vulkan or metal.</summary>
    public const string DeviceVariable = "SEMSEARCH_DEVICE";

    /// <param name="home">The data directory.</param>
    /// <returns>Null where this executable cannot start itself again, so that there is no worker process.</returns>
    public static ModelHost? Create(string home, Action<string> log, TimeProvider time)
    {
        if (EmbedWorkerCommand.Launch() is not { } launch) return null;
        var candidates = LlamaRuntimes.Candidates(Device(), [Path.Combine(AppContext.BaseDirectory, LlamaRuntimes.FolderName), Path.Combine(home, LlamaRuntimes.FolderName)]);
        if (candidates.Runtimes.Count == 0) return null;
        return new ModelHost(new ModelHostOptions(
            ResolveAsync, [.. candidates.Runtimes.Select(runtime => new WorkerRuntime(runtime.Device.ToString().ToLowerInvariant(), runtime.Folder))], launch, log, time));
    }

    private static ComputeDevice Device()
        => Enum.TryParse<ComputeDevice>(Environment.GetEnvironmentVariable(DeviceVariable), ignoreCase: true, out var device) ? device : ComputeDevice.Auto;

    private static Task<ModelChoice> ResolveAsync(string model, string folder, CancellationToken cancellation)
    {
        var file = EmbeddingModelFile.Inspect(model);
        using var stream = File.OpenRead(model);
        return Task.FromResult(new ModelChoice(
            Path.GetFileNameWithoutExtension(model), model, file.FileSize, Convert.ToHexStringLower(SHA256.HashData(stream)), file.Architecture, file.Dimensions, file.Dimensions,
            file.Pooling ?? PoolingKind.Mean, file.ContextLength, "search_query: ", "search_document: "));
    }
}
