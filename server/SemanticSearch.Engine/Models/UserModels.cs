using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Models;

/// <summary>A model that the user added: a file, and what the file does not say.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Size">Bytes, as is <paramref name="Sha256"/>, when it was added.</param>
/// <param name="Dimensions">Of the vectors that are kept; fewer than the model's where the user wants that.</param>
/// <param name="Copied">The file is a copy in the user's model folder, made when it was added.</param>
public sealed record UserModel(
    string Id, string Path, long Size, string Sha256, [property: JsonConverter(typeof(PoolingWords))] PoolingKind Pooling, int Dimensions, string QueryPrefix, string DocumentPrefix,
    bool Copied);

/// <param name="Sha256">What a file had for which nobody has published one, at its first download.</param>
public sealed record RecordedDownload(string Id, string Sha256);

/// <summary>models.json in the user's model folder.</summary>
public sealed record UserModels(IReadOnlyList<UserModel> Models, IReadOnlyList<RecordedDownload> Downloads)
{
    public const string FileName = "models.json";

    private static readonly UserModels None = new([], []);

    /// <param name="folder">The user's model folder; it need not exist.</param>
    /// <exception cref="ModelFormatException">The file is not what it should be.</exception>
    public static UserModels Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return None;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), UserModelsJson.Default.UserModels) ?? None;
        }
        catch (JsonException broken)
        {
            throw new ModelFormatException($"{path}, which keeps the models that you added, is damaged ({broken.Message}). Mend it, or delete it and add them again.", broken);
        }
    }

    /// <summary>Changes what is kept, one process after the other.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, or another process is changing it at this very moment.</exception>
    public static void Change(string folder, Func<UserModels, UserModels> change)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        using var turn = TakeTurn(path);
        WholeFile.Write(path, JsonSerializer.Serialize(change(Load(folder)), UserModelsJson.Default.UserModels));
    }

    private static FileStream TakeTurn(string path)
    {
        var lockFile = path + ".lock";
        try
        {
            return new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException taken) when (File.Exists(lockFile))
        {
            throw new ModelFormatException($"Another process is changing {path}. Run the same command again.", taken);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(UserModels))]
internal sealed partial class UserModelsJson : JsonSerializerContext;
