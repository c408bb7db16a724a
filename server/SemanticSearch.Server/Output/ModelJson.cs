using System.Text.Json.Serialization;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Server.Output;

/// <summary>What <c>model list --json</c> prints.</summary>
internal sealed record ModelListJson(IReadOnlyList<ModelJson> Models);

/// <param name="Place">"bundled", "here", "partly" or "missing".</param>
/// <param name="SizeIsExact">False where the size is only about right.</param>
/// <param name="PartBytes">Downloaded so far; null where no download was begun.</param>
/// <param name="InUse">The folder is searched with it.</param>
internal sealed record ModelJson(
    string Id, string Place, string? Path, long SizeBytes, bool SizeIsExact, long? PartBytes, int Dimensions, string Licence, string TrainedFor, string? Note, bool Own, bool InUse)
{
    public static ModelJson Of(ListedModel model, bool inUse) => new(
        model.Id, model.Presence.ToString().ToLowerInvariant(), model.Path, model.Size, model.SizeIsExact, model.PartSize, model.Dimensions, model.Licence, model.TrainedFor,
        model.Note, model.IsOwn, inUse);
}

/// <summary>What <c>model add --json</c> prints.</summary>
internal sealed record ModelAddedJson(string Id, string Path, long SizeBytes, string Sha256, string Pooling, int Dimensions, string QueryPrefix, string DocumentPrefix)
{
    public static ModelAddedJson Of(UserModel model) => new(
        model.Id, model.Path, model.Size, model.Sha256, model.Pooling.ToString().ToLowerInvariant(), model.Dimensions, model.QueryPrefix, model.DocumentPrefix);
}

/// <summary>What <c>model download --json</c> prints.</summary>
/// <param name="WasHere">Nothing had to be downloaded.</param>
/// <param name="HashWasKnown">Whether the hash was compared with one known beforehand.</param>
internal sealed record ModelDownloadedJson(string Id, string Path, bool WasHere, bool HashWasKnown);

/// <summary>What <c>model verify --json</c> prints.</summary>
internal sealed record ModelVerifyJson(IReadOnlyList<ModelCheckJson> Models);

/// <param name="Detail">Sentences: what was found, or what is wrong and what to do.</param>
internal sealed record ModelCheckJson(string Id, bool Ok, string? Path, string? Sha256, string Detail);

/// <summary>What <c>model remove --json</c> prints.</summary>
internal sealed record ModelRemovedJson(string Id, IReadOnlyList<string> Deleted);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelListJson))]
[JsonSerializable(typeof(ModelAddedJson))]
[JsonSerializable(typeof(ModelDownloadedJson))]
[JsonSerializable(typeof(ModelVerifyJson))]
[JsonSerializable(typeof(ModelRemovedJson))]
internal sealed partial class ModelWireJson : JsonSerializerContext
{
    /// <inheritdoc cref="WireJson.Readable"/>
    public static ModelWireJson Readable { get; } = new(WireJson.ReadableOptions());
}
