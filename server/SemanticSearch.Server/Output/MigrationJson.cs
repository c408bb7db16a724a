using System.Text.Json.Serialization;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Output;

/// <summary>What the <c>migrate</c> commands print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MigrationStatus))]
[JsonSerializable(typeof(PurgeReport))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetter>))]
internal sealed partial class MigrationWireJson : JsonSerializerContext
{
    /// <inheritdoc cref="WireJson.Readable"/>
    public static MigrationWireJson Readable { get; } = new(WireJson.ReadableOptions());
}
