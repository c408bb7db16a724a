using System.Security.Cryptography;

namespace SemanticSearch.Engine.Models;

/// <summary>Finds the model that ships with the product and makes sure that it is the one that was shipped.</summary>
public static class BundledModel
{
    /// <summary>Environment variable that names another model file to use instead.</summary>
    public const string OverrideVariable = "SEMSEARCH_MODEL";

    private const string Folder = "models";

    /// <summary>Opens the model named by <see cref="OverrideVariable"/>, or the one in models/ beside the executable.</summary>
    /// <returns>The open file, at its start; the caller closes it.</returns>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="ModelFormatException">It is not the file that the manifest describes.</exception>
    public static FileStream Open()
    {
        var chosen = Environment.GetEnvironmentVariable(OverrideVariable);
        return string.IsNullOrEmpty(chosen) ? OpenIn(Path.Combine(AppContext.BaseDirectory, Folder)) : OpenFile(chosen);
    }

    /// <summary>Opens the first .gguf file of a folder, checked against the folder's manifest where it has one.</summary>
    /// <inheritdoc cref="Open"/>
    public static FileStream OpenIn(string folder)
    {
        var path = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (path is null)
        {
            throw new FileNotFoundException($"There is no model in {folder}. Install again, or name a model file in {OverrideVariable}.");
        }

        var file = OpenFile(path);
        try
        {
            Verify(file, Path.Combine(folder, ModelManifest.FileName));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    private static void Verify(FileStream file, string manifestPath)
    {
        if (!File.Exists(manifestPath)) return;
        var name = Path.GetFileName(file.Name);
        var entry = ModelManifest.Load(manifestPath).Models.FirstOrDefault(model => model.File == name);
        if (entry is null) return;
        if (file.Length != entry.Size || Convert.ToHexStringLower(SHA256.HashData(file)) != entry.Sha256)
        {
            throw new ModelFormatException(
                $"{file.Name} is not the file that was shipped (its size or SHA-256 differs from {manifestPath}). Install again, "
                + $"or name it in {OverrideVariable} if the change is yours.");
        }

        file.Position = 0;
    }
}
