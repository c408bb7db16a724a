namespace SemanticSearch.Engine.Models.Fetching;

/// <param name="Entry">What was fetched.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="WasHere">Nothing had to be fetched.</param>
/// <param name="HashWasKnown">Whether its hash was compared with one known beforehand; else it is recorded, and compared from now on.</param>
public sealed record FetchedModel(ModelEntry Entry, string Path, bool WasHere, bool HashWasKnown);

/// <param name="Endpoint">A mirror of Hugging Face to ask instead; null for none.</param>
/// <param name="Token">For models that are not given to everyone; null for none.</param>
/// <param name="Offline">The network is to be left alone.</param>
public sealed record FetchOptions(Uri? Endpoint, string? Token, bool Offline);

/// <summary>Brings models of the manifest into the user's model folder.</summary>
public sealed class ModelFetch(ModelStore store, ModelDownload download)
{
    private const string HuggingFace = "https://huggingface.co/";

    /// <param name="model">Id or family; of a family the first build.</param>
    /// <param name="workspace">Full path of a folder whose "models" may have it already; null for none.</param>
    /// <exception cref="ModelNotFoundException">Nobody knows it.</exception>
    /// <exception cref="ModelFormatException">It is not one to be downloaded.</exception>
    /// <exception cref="DownloadException">It could not be fetched.</exception>
    public async Task<FetchedModel> RunAsync(
        string model, string? workspace, FetchOptions options, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var entry = Entry(model);
        if (store.FindFile(entry, workspace) is { } here)
        {
            // A file under the right name may still be another model.
            await store.ResolveAsync(here, workspace, progress, cancellation).ConfigureAwait(false);
            return new FetchedModel(entry, here, WasHere: true, HashWasKnown: true);
        }

        if (options.Offline)
        {
            throw new DownloadException(DownloadFailure.Offline, $"{entry.Id} is not here, and the network is to be left alone. Put {entry.File} into {store.Folder}, or ask again with the network allowed.");
        }

        var request = new DownloadRequest(entry.Id, SourceOf(entry, options.Endpoint), store.TargetOf(entry), entry.Size, entry.Sha256, options.Token);
        var fetched = await download.FetchAsync(request, stream => Accept(entry, request.Target, stream), progress, cancellation).ConfigureAwait(false);
        store.Hashes.Remember(fetched.Path, fetched.Sha256);
        if (entry.Sha256 is null)
        {
            UserModels.Change(store.Folder, own => own with
            {
                Downloads = [.. own.Downloads.Where(other => other.Id != entry.Id), new RecordedDownload(entry.Id, fetched.Sha256)],
            });
        }

        return new FetchedModel(entry, fetched.Path, WasHere: false, fetched.HashWasKnown);
    }

    /// <summary>The entry that a download of this name means.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public ModelEntry Entry(string model)
    {
        var entries = store.Manifest.Find(model);
        if (entries is []) throw ModelStore.Unknown(model);
        return entries[0].Bundled ? throw new ModelFormatException($"{entries[0].Id} ships with the product: it is here.") : entries[0];
    }

    /// <summary>A hash says all of what a file is; without one, its shape has to do.</summary>
    private void Accept(ModelEntry entry, string path, Stream stream)
    {
        var file = EmbeddingModelFile.Inspect(path, stream);
        if (entry.Sha256 is null) ModelIdentity.Check(entry, file, store.Manifest);
    }

    /// <summary>Where an entry of the manifest is downloaded from.</summary>
    public static Uri SourceOf(ModelEntry entry, Uri? endpoint) =>
        endpoint is not null && entry.Source!.AbsoluteUri.StartsWith(HuggingFace, StringComparison.Ordinal)
            ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{entry.Source.AbsoluteUri[HuggingFace.Length..]}")
            : entry.Source!;
}
