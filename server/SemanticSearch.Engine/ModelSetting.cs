using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine;

/// <summary>
/// Which models a folder is to have vectors of. Kept in a file beside the index, not in it: the choice is the user's, and outlives an index that is set aside.
/// Which of them answers just now stands in the index.
/// </summary>
/// <param name="Model">
/// What answers once it has read the code: id of a known model, or the path of a GGUF file; null for the bundled one alone.
/// </param>
/// <param name="Candidate">What is built beside it, to take its place if it proves better.</param>
/// <param name="Former">What answered before, kept up to date so that going back costs nothing.</param>
/// <param name="Paused">Nothing is built until this is taken back.</param>
public sealed record ModelSetting(string? Model, string? Candidate = null, string? Former = null, bool Paused = false)
{
    public static ModelSetting None { get; } = new((string?)null);

    /// <summary>The models in the order in which they are built.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Wanted => [.. ((string?[])[Model, Candidate, Former]).OfType<string>().Distinct(StringComparer.Ordinal)];

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

/// <summary>The setting of one index as it is now, whichever process wrote it. Safe to use from several threads.</summary>
internal sealed class WatchedSetting(string indexFile)
{
    private readonly Lock _gate = new();
    private ModelSetting _current = ModelSetting.None;
    private DateTime _written;

    /// <exception cref="WorkspaceException">It cannot be read.</exception>
    public ModelSetting Current
    {
        get
        {
            lock (_gate)
            {
                var written = File.GetLastWriteTimeUtc(ModelSetting.FileOf(indexFile));
                if (written == _written) return _current;
                _current = ModelSetting.Load(indexFile);
                _written = written;
                return _current;
            }
        }
    }

    /// <exception cref="WorkspaceException">It cannot be written.</exception>
    public void Save(ModelSetting setting)
    {
        lock (_gate)
        {
            setting.Save(indexFile);
            // It counts even if the clock has not moved on since the one before.
            (_current, _written) = (setting, File.GetLastWriteTimeUtc(ModelSetting.FileOf(indexFile)));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ModelSetting))]
internal sealed partial class ModelSettingJson : JsonSerializerContext;
