using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Migration;

/// <summary>A report as it is kept in the index.</summary>
public static class ComparisonJson
{
    private static readonly ReportJson Readable = new(new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(ComparisonReport report) => JsonSerializer.Serialize(report, Readable.ComparisonReport);

    /// <exception cref="JsonException">It is not a report.</exception>
    public static ComparisonReport Read(string json)
        => JsonSerializer.Deserialize(json, Readable.ComparisonReport) ?? throw new JsonException("There is no report in it.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
