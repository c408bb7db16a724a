using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Models;

/// <summary>A model that this product knows.</summary>
/// <param name="Id">"family" or, where there are several builds of a model, "family:build".</param>
/// <param name="File">Name of its file, as its publisher has it.</param>
/// <param name="Size">Bytes; null where nobody we trust has published it.</param>
/// <param name="Sha256">Lower-case hex; null where nobody we trust has published it: then the server's word, or the first download's hash, counts.</param>
/// <param name="Dimensions">Values in a vector.</param>
/// <param name="Licence">SPDX identifier, or words.</param>
/// <param name="Source">Where to download it; null for the model that ships with the product.</param>
/// <param name="ApproximateSize">Bytes, to be shown; only where <paramref name="Size"/> is null.</param>
/// <param name="Architecture">general.architecture of its file; null for the model that ships with the product.</param>
/// <param name="ContextLength">Tokens, as its file has it.</param>
/// <param name="Parameters">For people: "137M".</param>
/// <param name="Pooling">What the file says or should have said.</param>
/// <param name="QueryPrefix">Goes before a question.</param>
/// <param name="DocumentPrefix">Goes before a piece of code.</param>
/// <param name="Matryoshka">Fewer dimensions that its vectors may be cut to; null or empty for none.</param>
/// <param name="TrainedFor">One line.</param>
/// <param name="Note">What else one has to know before choosing it, in sentences.</param>
public sealed record ModelEntry(
    string Id,
    string File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Size,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sha256,
    int Dimensions,
    string Licence,
    string TrainedFor = "",
    Uri? Source = null,
    long? ApproximateSize = null,
    string? Architecture = null,
    int? Layers = null,
    int? ContextLength = null,
    string? Parameters = null,
    [property: JsonConverter(typeof(PoolingWords))] PoolingKind? Pooling = null,
    string QueryPrefix = "",
    string DocumentPrefix = "",
    IReadOnlyList<int>? Matryoshka = null,
    string? Note = null)
{
    /// <summary>The name that all builds of a model share.</summary>
    [JsonIgnore]
    public string Family => Id.Split(':')[0];

    /// <summary>Whether it ships with the product: always here, and not a model for llama.cpp.</summary>
    [JsonIgnore]
    public bool Bundled => Source is null;
}

/// <summary>"mean", "cls", "last" and "none" in JSON.</summary>
internal sealed class PoolingWords() : JsonStringEnumConverter<PoolingKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
