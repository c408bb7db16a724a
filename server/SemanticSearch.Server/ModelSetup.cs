using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server;

/// <summary>Composes what GGUF models are run with.</summary>
internal static class ModelSetup
{
    /// <summary>Names the device that models compute on: auto, cpu, cuda, vulkan or metal.</summary>
    public const string DeviceVariable = "SEMSEARCH_DEVICE";

    /// <summary>MB of embeddings that are kept in memory.</summary>
    public const string CacheVariable = "SEMSEARCH_EMBEDDING_CACHE_MB";

    public static EmbeddingMemory EmbeddingMemory { get; } = new(
        int.TryParse(Environment.GetEnvironmentVariable(CacheVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
            ? megabytes * 1024L * 1024 : EmbeddingMemory.DefaultBudget);

    private const string KeepVariable = "SEMSEARCH_KEEP_QUERIES";

    /// <summary>Whether the texts of searches are kept on this machine, to compare models on them. Not unless somebody says so.</summary>
    public static bool KeepsQueries => Environment.GetEnvironmentVariable(KeepVariable) == "1";

    /// <param name="home">The data directory.</param>
    /// <param name="log">Told what the worker processes log.</param>
    /// <returns>Null where there are no models but the bundled one: llama.cpp is missing, or this executable cannot start itself again as a worker.</returns>
    public static ModelHost? Create(string home, Action<string> log, TimeProvider time) => EmbedWorkerCommand.Launch() is { } launch
        ? ModelHost.Create(new ModelHostSettings(home, launch, Environment.GetEnvironmentVariable(DeviceVariable), log, time))
        : null;
}
