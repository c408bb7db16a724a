using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server;

/// <summary>Composes what GGUF models are run with.</summary>
internal static class ModelSetup
{
    /// <summary>Names the device that models compute on: auto, cpu, cuda, vulkan or metal.</summary>
    public const string DeviceVariable = "SEMSEARCH_DEVICE";

    /// <summary>Set to anything but 0, the network is never used.</summary>
    public const string ForceLocalVariable = "SEMSEARCH_FORCE_LOCAL";

    /// <summary>MB of embeddings that are kept in memory.</summary>
    public const string CacheVariable = "SEMSEARCH_EMBEDDING_CACHE_MB";

    public static bool ForceLocal => Environment.GetEnvironmentVariable(ForceLocalVariable) is { Length: > 0 } set && set != "0";

    /// <summary>A mirror of Hugging Face, under the name that its own tools have for it.</summary>
    public const string EndpointVariable = "HF_ENDPOINT";

    /// <summary>What Hugging Face is shown for models that are not given to everyone.</summary>
    public const string TokenVariable = "HF_TOKEN";

    public static FetchOptions FetchOptions => new(
        Uri.TryCreate(Environment.GetEnvironmentVariable(EndpointVariable), UriKind.Absolute, out var endpoint) ? endpoint : null,
        Environment.GetEnvironmentVariable(TokenVariable), ForceLocal);

    public static EmbeddingMemory EmbeddingMemory { get; } = new(
        int.TryParse(Environment.GetEnvironmentVariable(CacheVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
            ? megabytes * 1024L * 1024 : EmbeddingMemory.DefaultBudget);

    public static ModelStore Store(string home) => new(ModelManifest.Load(ModelManifest.ShippedPath), home);

    /// <param name="home">The data directory.</param>
    /// <param name="log">Told what the worker processes log.</param>
    /// <returns>Null where there are no models but the bundled one: llama.cpp is missing, or this executable cannot start itself again as a worker.</returns>
    public static ModelHost? Create(string home, Action<string> log, TimeProvider time) => EmbedWorkerCommand.Launch() is { } launch
        ? ModelHost.Create(new ModelHostSettings(Store(home), home, launch, Environment.GetEnvironmentVariable(DeviceVariable), log, time))
        : null;
}
