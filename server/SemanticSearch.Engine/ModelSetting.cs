using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine;

/// <summary>
/// Which model a folder is searched with. Kept in a file beside the index, not in it: the choice is the user's, and outlives an index that is set aside.
/// </summary>
/// <param name="Model">Id of a known model, or the path of a GGUF file; null for the bundled one alone.</param>
public sealed record ModelSetting(string? Model)
{
    public static ModelSetting None { get; } = new((string?)null);

    public static string FileOf(string indexFile) => indexFile + ".model.json";

    /// <exception cref="WorkspaceException">The file is not what it should be.</exception>
    public static ModelSetting Load(string indexFile)
    {
        var file = FileOf(indexFile);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, ModelSettingJson.Default.ModelSetting) ?? None;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return None;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"{file}, which says which model is used, cannot be read ({failure.Message}). Choose the model again: semsearch model use <id>.", failure);
        }
    }

    /// <exception cref="WorkspaceException">The file cannot be written.</exception>
    public void Save(string indexFile)
    {
        var file = FileOf(indexFile);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // Whole or not at all, whatever happens in between.
            var fresh = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(fresh, JsonSerializer.Serialize(this, ModelSettingJson.Default.ModelSetting));
            File.Move(fresh, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The choice could not be written to {file} ({failure.Message}). Free some space, or choose another data directory with SEMSEARCH_HOME.", failure);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelSetting))]
internal sealed partial class ModelSettingJson : JsonSerializerContext;
