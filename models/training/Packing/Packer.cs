using System.Security.Cryptography;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Training.Packing;

/// <summary>Writes the model as it ships, and its line in the manifest.</summary>
internal static class Packer
{
    public const string ModelName = "semsearch-static", Licence = "MIT";

    public const long LargestModel = 24_000_000; // bytes: what the product may spend on it

    /// <param name="models">The folder models/ of the repository.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="InvalidDataException">The model is larger than allowed.</exception>
    public static ModelEntry Pack(StaticModel model, string models)
    {
        var folder = Directory.CreateDirectory(Path.Combine(models, "bundled")).FullName;
        var path = Path.Combine(folder, ModelName + ".gguf");
        using (var file = File.Create(path)) model.Save(file, ModelName, Licence);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length > LargestModel)
        {
            throw new InvalidDataException($"{path} has {bytes.Length:N0} bytes, {LargestModel:N0} are allowed.");
        }

        var entry = new ModelEntry(
            ModelName, Path.GetFileName(path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), model.Dimensions, Licence,
            "code in many languages; see models/bundled/README.md");
        var manifest = Path.Combine(models, ModelManifest.FileName);
        ModelManifest.Load(manifest).With(entry).Save(manifest);
        return entry;
    }
}
