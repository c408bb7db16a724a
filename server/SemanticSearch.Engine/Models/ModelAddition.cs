namespace SemanticSearch.Engine.Models;

/// <summary>What a model file does not say and the user has to.</summary>
public enum OpenQuestion
{
    Pooling,
    QueryPrefix,
    DocumentPrefix,
}

/// <summary>A file that the user wants as a model, with what they say of it.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Id">Null: the file's name.</param>
/// <param name="Pooling">Null: as the file says. What is stated counts before the file.</param>
/// <param name="QueryPrefix">Null: not said yet; "" for none.</param>
/// <param name="DocumentPrefix">Null: not said yet; "" for none.</param>
/// <param name="Dimensions">Of the vectors; null for all that the model has.</param>
/// <param name="Copy">Whether the file is copied to the user's model folder, or stays where it is.</param>
public sealed record ModelAddition(string Path, string? Id, PoolingKind? Pooling, string? QueryPrefix, string? DocumentPrefix, int? Dimensions, bool Copy)
{
    private const int LongestId = 64;
    private const string IdSigns = "._-:+";

    public string IdOrName => Id ?? System.IO.Path.GetFileNameWithoutExtension(Path).Replace(' ', '-').ToLowerInvariant();

    /// <summary>What has to be asked before it can be added.</summary>
    public IReadOnlyList<OpenQuestion> Questions(EmbeddingModelFile file)
    {
        var questions = new List<OpenQuestion>();
        if ((Pooling ?? ModelIdentity.Stated(file)) is null) questions.Add(OpenQuestion.Pooling);
        if (QueryPrefix is null) questions.Add(OpenQuestion.QueryPrefix);
        if (DocumentPrefix is null) questions.Add(OpenQuestion.DocumentPrefix);
        return questions;
    }

    /// <summary>Keeps the model; a second time with the same id and file replaces what was said before.</summary>
    /// <returns>As it is kept.</returns>
    /// <exception cref="ModelFormatException">The file is no embedding model, a question is still open, or the id cannot be had.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task<UserModel> AddToAsync(ModelStore store, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var file = EmbeddingModelFile.Inspect(Path);
        if (Questions(file) is [var open, ..]) throw new ModelFormatException($"{Path} does not say its {Word(open)}, so that has to be stated.");
        RefuseId(store);
        if (Dimensions is { } cut && (cut < 1 || cut > file.Dimensions))
        {
            throw new ModelFormatException($"{Path} has {file.Dimensions:N0} dimensions; it cannot give {cut:N0}.");
        }

        var path = Copy ? await ModelCopy.ToFolderAsync(Path, store.Folder, progress, cancellation).ConfigureAwait(false) : Path;
        var sha256 = await store.Hashes.OfAsync(path, progress, cancellation).ConfigureAwait(false);
        var model = new UserModel(
            IdOrName, path, file.FileSize, sha256, (Pooling ?? file.Pooling)!.Value, Dimensions ?? file.Dimensions, QueryPrefix!, DocumentPrefix!, Copy);
        UserModels.Change(store.Folder, own => own with { Models = [.. own.Models.Where(other => !Same(other.Id)), model] });
        return model;
    }

    private void RefuseId(ModelStore store)
    {
        if (IdOrName.Length is 0 or > LongestId || !IdOrName.All(sign => char.IsLetterOrDigit(sign) || IdSigns.Contains(sign)) || ModelReference.Parse(IdOrName).IsPath)
        {
            throw new ModelFormatException(
                $"'{IdOrName}' cannot be a model's name. Choose one of at most {LongestId} letters, digits and {string.Join(' ', IdSigns.ToCharArray())}, not ending in .gguf, with --id.");
        }

        if (store.Manifest.Find(IdOrName) is not []) throw new ModelFormatException($"{IdOrName} is the name of a known model. Choose another with --id.");
        if (store.OwnById(IdOrName) is { } other && other.Path != Path && !Copy)
        {
            throw new ModelFormatException($"You have added another file as {other.Id}: {other.Path}. Choose another name with --id, or remove that one first.");
        }
    }

    private bool Same(string id) => string.Equals(id, IdOrName, StringComparison.OrdinalIgnoreCase);

    private static string Word(OpenQuestion question) => question switch
    {
        OpenQuestion.Pooling => "pooling",
        OpenQuestion.QueryPrefix => "prefix for questions",
        OpenQuestion.DocumentPrefix => "prefix for code",
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "A question without a word."),
    };
}
