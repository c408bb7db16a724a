using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SemanticSearch.Server.Mcp;

/// <summary>What <c>search_code</c> and <c>find_similar_code</c> answer.</summary>
/// <param name="HitsLeftOut">Hits that were found and are not in this page.</param>
/// <param name="NextCursor">Gives the next page; absent on the last.</param>
/// <param name="AnsweredBy">The model, or "lexical" for words alone.</param>
/// <param name="PercentIndexed">How much of the code could be found; absent when all of it could.</param>
/// <param name="Note">What the agent should know of this answer; absent mostly.</param>
internal sealed record HitsOutput(
    IReadOnlyList<HitOutput> Hits, int HitsLeftOut, string? NextCursor, string AnsweredBy, int? PercentIndexed, string? Note);

/// <param name="Id">For <c>get_chunk</c>.</param>
/// <param name="StartLine">From 1, inclusive, as <paramref name="EndLine"/>: all of the hit.</param>
/// <param name="LinesLeftOut">Lines at its end that <paramref name="Text"/> does not hold, for want of room.</param>
/// <param name="Symbol">With the scope around it; absent for code that is no definition.</param>
internal sealed record HitOutput(
    string Id, string Path, int StartLine, int EndLine, string Kind, string? Symbol, string Language, double Score, int LinesLeftOut, string Text);

/// <summary>What <c>get_chunk</c> answers.</summary>
/// <param name="StartLine">From 1, inclusive, as <paramref name="EndLine"/>: all of the definition.</param>
/// <param name="TextStartLine">The lines that <paramref name="Text"/> holds; <paramref name="TextEndLine"/> is before it when not one fits.</param>
/// <param name="LinesLeftOut">Lines after them.</param>
internal sealed record ChunkOutput(
    string Path, int StartLine, int EndLine, string? Kind, string? Symbol, int TextStartLine, int TextEndLine, int LinesLeftOut, string? NextCursor, string Text);

/// <summary>What <c>get_index_status</c> answers.</summary>
internal sealed record StatusOutput(IReadOnlyList<FolderOutput> Folders);

/// <param name="Name">Paths begin with it when there are several folders.</param>
/// <param name="State">indexing, waiting (another process indexes), paused, ready or failed.</param>
/// <param name="Reason">Why it is not as it should be; absent when it is.</param>
internal sealed record FolderOutput(
    string Name, string Path, string State, int PercentIndexed, int FilesIndexed, int FilesPending, long Chunks, string AnsweredBy, DateTimeOffset? LastIndexed, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HitsOutput))]
[JsonSerializable(typeof(ChunkOutput))]
[JsonSerializable(typeof(StatusOutput))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>As a client shows it to a model: code stays as it is, without escapes for web pages.</summary>
    public static ToolJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <returns>The JSON schema of a type's values, as they are written: what is null is left out.</returns>
    public static JsonElement SchemaOf(JsonTypeInfo type)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (_, schema) => WithoutNulls(schema) };
        using var document = JsonDocument.Parse(type.GetJsonSchemaAsNode(options).ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonNode WithoutNulls(JsonNode schema)
    {
        if (schema["properties"] is not JsonObject properties || schema["required"] is not JsonArray required) return schema;
        foreach (var (name, property) in properties)
        {
            if (property?["type"] is not JsonArray types) continue;
            property["type"] = types[0]!.GetValue<string>();
            required.Remove(required.First(entry => entry!.GetValue<string>() == name));
        }
        return schema;
    }
}
