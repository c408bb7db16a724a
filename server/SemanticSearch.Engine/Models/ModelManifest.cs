using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Models;

/// <summary>models/manifest.json: the models that this product knows.</summary>
public sealed record ModelManifest(IReadOnlyList<ModelEntry> Models)
{
    public const string FileName = "manifest.json";

    /// <summary>The one beside the executable.</summary>
    public static string ShippedPath => Path.Combine(AppContext.BaseDirectory, "models", FileName);

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

    public void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(this, ManifestJson.Readable.ModelManifest).ReplaceLineEndings("\n") + "\n");

    /// <summary>This manifest with an entry in place of the one of the same id, or added.</summary>
    public ModelManifest With(ModelEntry entry) =>
        new([.. Models.TakeWhile(model => model.Id != entry.Id), entry, .. Models.SkipWhile(model => model.Id != entry.Id).Skip(1)]);

    /// <summary>The models of an id or a family, in the manifest's order; capitals do not count.</summary>
    public IReadOnlyList<ModelEntry> Find(string name) =>
        [.. Models.Where(model => string.Equals(model.Id, name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(model.Family, name, StringComparison.OrdinalIgnoreCase))];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>Other characters than ASCII stay readable: the file is not part of an HTML page.</summary>
    public static ManifestJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
