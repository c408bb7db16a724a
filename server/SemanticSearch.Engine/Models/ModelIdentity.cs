namespace SemanticSearch.Engine.Models;

/// <summary>Whether a file is the model that it is called.</summary>
internal static class ModelIdentity
{
    /// <exception cref="ModelFormatException">It is another one; the message says which, where that is known.</exception>
    public static void Check(ModelEntry entry, EmbeddingModelFile file, ModelManifest manifest)
    {
        if (Fits(entry, file)) return;
        var others = manifest.Models.Where(other => other.Family != entry.Family && other.Architecture is not null && Fits(other, file))
            .OrderByDescending(other => Names(file, other)).Select(other => other.Family).Distinct().ToList();
        // Its own name decides between models of the same shape.
        if (manifest.Models.FirstOrDefault(other => others.Contains(other.Family) && Names(file, other)) is { } named) others = [named.Family];
        var likely = others.Count == 0 ? "" : $": that is {string.Join(" or ", others)}";
        throw new ModelFormatException(
            $"{file.Path} calls itself {entry.Family}, but it is {Describe(file)}{likely}. {entry.Family} is {Describe(entry)}. "
            + $"Take the file away and run 'semsearch model download {entry.Id}'; or, if this one is what you want, add it under another name: "
            + "'semsearch model add <file> --id <name>'.");
    }

    /// <summary>How a text's vector is made of its tokens'. Its makers know best: converters have been wrong, or silent.</summary>
    public static PoolingKind PoolingOf(ModelEntry entry, EmbeddingModelFile file) =>
        entry.Pooling ?? Stated(file) ?? throw new ModelFormatException($"{file.Path} does not say how its vectors are pooled. Add it with 'semsearch model add <file> --pooling'.");

    /// <returns>Null where the file leaves it open.</returns>
    public static PoolingKind? Stated(EmbeddingModelFile file) => file.Pooling is PoolingKind.None ? null : file.Pooling;

    private static bool Fits(ModelEntry entry, EmbeddingModelFile file) =>
        entry.Architecture == file.Architecture && entry.Dimensions == file.Dimensions && entry.Layers == file.Layers
        && (Stated(file) is not { } pooling || entry.Pooling is not { } known || pooling == known);

    private static bool Names(EmbeddingModelFile file, ModelEntry entry) =>
        file.Name is { } name && Letters(name).Contains(Letters(entry.Family), StringComparison.Ordinal);

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string Describe(EmbeddingModelFile file) =>
        $"a {file.Architecture} model of {file.Dimensions:N0} dimensions and {file.Layers:N0} layers{(Stated(file) is { } pooling ? $" with {Word(pooling)} pooling" : "")}";

    private static string Describe(ModelEntry entry) =>
        $"a {entry.Architecture} model of {entry.Dimensions:N0} dimensions and {entry.Layers:N0} layers{(entry.Pooling is { } pooling ? $" with {Word(pooling)} pooling" : "")}";

    private static string Word(PoolingKind pooling) => pooling.ToString().ToLowerInvariant();
}
