namespace SemanticSearch.Engine.Models;

public enum ModelPresence
{
    /// <summary>It ships with the product.</summary>
    Bundled,
    Here,

    /// <summary>A download of it was begun.</summary>
    Partly,

    /// <summary>It is known, and can be downloaded; or its file is gone.</summary>
    Missing,
}

/// <summary>A model as lists show it.</summary>
/// <param name="Path">Of its file, where that is here.</param>
/// <param name="Size">Bytes.</param>
/// <param name="SizeIsExact">False where nobody has published the size.</param>
/// <param name="PartSize">Bytes that a download has brought so far; null where none was begun.</param>
/// <param name="Dimensions">Of its vectors.</param>
/// <param name="Licence">SPDX identifier, or words; "" for a model of the user's, as is <paramref name="TrainedFor"/>.</param>
/// <param name="Note">What else one has to know, in sentences.</param>
/// <param name="IsOwn">The user added it.</param>
public sealed record ListedModel(
    string Id, ModelPresence Presence, string? Path, long Size, bool SizeIsExact, long? PartSize, int Dimensions, string Licence, string TrainedFor, string? Note, bool IsOwn)
{
    internal static ListedModel Of(ModelEntry entry, string? path, long? partSize)
    {
        var presence = entry.Bundled ? ModelPresence.Bundled : path is not null ? ModelPresence.Here : partSize is not null ? ModelPresence.Partly : ModelPresence.Missing;
        var size = path is not null && File.Exists(path) ? new FileInfo(path).Length : entry.Size;
        return new ListedModel(
            entry.Id, presence, path, size ?? entry.ApproximateSize ?? 0, size is not null, partSize, entry.Dimensions, entry.Licence, entry.TrainedFor, entry.Note, IsOwn: false);
    }

    internal static ListedModel Of(UserModel model)
    {
        var here = File.Exists(model.Path);
        return new ListedModel(
            model.Id, here ? ModelPresence.Here : ModelPresence.Missing, model.Path, model.Size, SizeIsExact: true, PartSize: null, model.Dimensions,
            Licence: "", TrainedFor: "", here ? null : "Its file is gone.", IsOwn: true);
    }
}

/// <summary>A file that was read whole and found right.</summary>
/// <param name="HashWasKnown">Whether there was a hash to compare with.</param>
/// <param name="File">Null for the model that ships with the product, which has no network.</param>
public sealed record VerifiedModel(string Id, string Path, string Sha256, bool HashWasKnown, EmbeddingModelFile? File);

/// <param name="Files">Full paths of what would be deleted.</param>
/// <param name="Keeps">A file of the user's that is only forgotten, unless it is among <paramref name="Files"/>.</param>
public sealed record ModelRemoval(string Id, IReadOnlyList<string> Files, string? Keeps);
