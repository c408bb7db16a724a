using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Models;

/// <summary>A model that this product knows.</summary>
/// <param name="File">Name beside the manifest.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Licence">SPDX identifier.</param>
public sealed record ModelEntry(string Id, string File, long Size, string Sha256, int Dimensions, string Licence);

/// <summary>models/manifest.json.</summary>
public sealed record ModelManifest(IReadOnlyList<ModelEntry> Models)
{
    public const string FileName = "manifest.json";

    /// <exception cref="ModelFormatException">The file is not a manifest.</exception>
    public static ModelManifest Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, ManifestJson.Default.ModelManifest)
                ?? throw new ModelFormatException($"{path} holds no models. Install again.");
        }
        catch (JsonException cause)
        {
            throw new ModelFormatException($"{path} is not a model manifest: {cause.Message} Install again.", cause);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
