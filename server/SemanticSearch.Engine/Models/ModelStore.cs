namespace SemanticSearch.Engine.Models;

/// <summary>
/// The models that can be had: those of the manifest and those that the user added, looked for by path, in a workspace's "models" folder,
/// and in the user's own model folder. Never touches the network.
/// </summary>
/// <param name="home">The data directory.</param>
public sealed class ModelStore(ModelManifest manifest, string home)
{
    private const string FolderName = "models";

    // Paths that differ in capitals only are one file on the usual Windows and macOS disks, and two on Linux.
    private static readonly StringComparison PathComparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The user's model folder; it need not exist.</summary>
    public string Folder { get; } = Path.Combine(home, FolderName);

    public ModelManifest Manifest => manifest;

    public FileHashes Hashes { get; } = new(Path.Combine(home, FolderName, "hashes.json"));

    /// <summary>With the manifest beside the executable.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="ModelFormatException">It is not a manifest.</exception>
    public static ModelStore Shipped(string home) => new(ModelManifest.Load(ModelManifest.ShippedPath), home);

    /// <summary>All models that are known, those of the manifest first.</summary>
    /// <param name="workspace">Full path of the folder that is searched; null for none.</param>
    public IReadOnlyList<ListedModel> List(string? workspace) =>
        [.. manifest.Models.Select(entry => ListedModel.Of(entry, entry.Bundled ? BundledPath(entry) : FindFile(entry, workspace), PartOf(entry))),
            .. Own().Models.Select(ListedModel.Of)];

    /// <summary>Finds a model, checks that its file is what it is called, and settles everything that decides its vectors.</summary>
    /// <param name="model">Id, family or path, with "@dimensions" for cut vectors.</param>
    /// <param name="workspace">Full path of the folder that it is for; relative paths start there. Null for none.</param>
    /// <param name="progress">Told while a file is read whole, which happens once.</param>
    /// <exception cref="ModelNotFoundException">It is not here; the message says how to get it.</exception>
    /// <exception cref="ModelFormatException">The file is not what it should be.</exception>
    public async Task<ModelChoice> ResolveAsync(string model, string? workspace, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var reference = ModelReference.Parse(model);
        var found = await FindAsync(reference, workspace, progress, cancellation).ConfigureAwait(false);
        var file = EmbeddingModelFile.Inspect(found.Path);
        if (found.Entry is { Sha256: null } shaped) ModelIdentity.Check(shaped, file, manifest);
        var sha256 = await Hashes.OfAsync(found.Path, progress, cancellation).ConfigureAwait(false);
        RefuseOthers(found, file, sha256);
        return found.Own is { } own
            ? Choice(own.Id, file, sha256, CutTo(reference, file, own.Dimensions, null), own.Pooling, own.QueryPrefix, own.DocumentPrefix)
            : Choice(
                found.Entry!.Id, file, sha256, CutTo(reference, file, file.Dimensions, found.Entry), ModelIdentity.PoolingOf(found.Entry, file),
                found.Entry.QueryPrefix, found.Entry.DocumentPrefix);
    }

    /// <summary>Reads a model's file from end to end and compares it with all that is known of it.</summary>
    /// <inheritdoc cref="ResolveAsync"/>
    public async Task<VerifiedModel> VerifyAsync(string model, string? workspace, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var reference = ModelReference.Parse(model);
        if (manifest.Find(reference.Name) is [{ Bundled: true } bundled, ..])
        {
            var hash = await Hashes.ComputeAsync(BundledPath(bundled), progress, cancellation).ConfigureAwait(false);
            RefuseOthers(new FoundModel(BundledPath(bundled), bundled, null), null, hash);
            return new VerifiedModel(bundled.Id, BundledPath(bundled), hash, true, null);
        }

        var found = reference.IsPath && Undescribed(FullPath(reference, workspace)) is { } bare
            ? bare
            : await FindAsync(reference, workspace, progress, cancellation).ConfigureAwait(false);
        var file = EmbeddingModelFile.Inspect(found.Path);
        if (found.Entry is { Sha256: null } shaped) ModelIdentity.Check(shaped, file, manifest);
        var sha256 = await Hashes.ComputeAsync(found.Path, progress, cancellation).ConfigureAwait(false);
        RefuseOthers(found, file, sha256);
        return new VerifiedModel(found.Id, found.Path, sha256, KnownHash(found) is not null, file);
    }

    /// <summary>What taking a model away would mean, done by <see cref="Remove"/>.</summary>
    /// <exception cref="ModelNotFoundException">There is nothing that could be removed.</exception>
    /// <exception cref="ModelFormatException">It cannot be removed.</exception>
    public ModelRemoval PlanRemoval(string model)
    {
        if (OwnById(model) is { } own) return new ModelRemoval(own.Id, own.Copied && IsInFolder(own.Path) && File.Exists(own.Path) ? [own.Path] : [], own.Path);
        var entries = manifest.Find(model);
        if (entries is []) throw Unknown(model);
        if (entries[0].Bundled) throw new ModelFormatException($"{entries[0].Id} is part of the product and stays.");
        List<string> files = [.. entries.SelectMany(FilesOf).Where(File.Exists)];
        if (files.Count > 0) return new ModelRemoval(model, files, null);
        throw new ModelNotFoundException($"{model} is not in {Folder}, so there is nothing to remove. Files elsewhere are yours: delete them yourself.");
    }

    public void Remove(ModelRemoval removal)
    {
        foreach (var file in removal.Files)
        {
            File.Delete(file);
            Hashes.Forget(file);
        }

        UserModels.Change(Folder, own => new UserModels(
            [.. own.Models.Where(model => !IsId(model.Id, removal.Id))],
            [.. own.Downloads.Where(download => !manifest.Find(removal.Id).Any(entry => entry.Id == download.Id))]));
    }

    /// <returns>Full path of the file that an entry means; null when it is not here.</returns>
    public string? FindFile(ModelEntry entry, string? workspace) =>
        (workspace is null ? null : ModelFolder.Find(Path.Combine(workspace, FolderName), entry)) ?? ModelFolder.Find(Folder, entry);

    /// <exception cref="ModelNotFoundException">Nobody knows it.</exception>
    internal static ModelNotFoundException Unknown(string model) => new(
        $"There is no model called '{model}'. 'semsearch model list' names those that are known; a file of your own is added with 'semsearch model add <file>'.");

    internal UserModels Own() => UserModels.Load(Folder);

    internal UserModel? OwnById(string id) => Own().Models.FirstOrDefault(model => IsId(model.Id, id));

    private static bool IsId(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private async Task<FoundModel> FindAsync(ModelReference reference, string? workspace, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        if (reference.IsPath) return await FindByPathAsync(FullPath(reference, workspace), progress, cancellation).ConfigureAwait(false);
        if (OwnById(reference.Name) is { } own)
        {
            if (File.Exists(own.Path)) return new FoundModel(own.Path, null, own);
            throw new ModelNotFoundException($"{own.Id} is gone: there is no file {own.Path} any more. Put it back, or forget it with 'semsearch model remove {own.Id}'.");
        }

        var entries = manifest.Find(reference.Name);
        if (entries is []) throw Unknown(reference.Name);
        if (entries[0].Bundled) throw new ModelFormatException($"{entries[0].Id} ships with the product and is always used; it is not one to be chosen.");
        foreach (var entry in entries)
        {
            if (FindFile(entry, workspace) is { } path) return new FoundModel(path, entry, null);
        }

        throw new ModelNotFoundException($"{entries[0].Id} is not here: download it with 'semsearch model download {entries[0].Id}'.");
    }

    private async Task<FoundModel> FindByPathAsync(string path, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(path)) throw new ModelNotFoundException($"There is no model file {path}. Check its name.");
        if (Undescribed(path) is not { } bare) return Described(path)!;
        var sha256 = await Hashes.OfAsync(path, progress, cancellation).ConfigureAwait(false);
        if (manifest.Models.FirstOrDefault(entry => entry.Sha256 == sha256) is { } known) return bare with { Entry = known };
        throw new ModelFormatException(
            $"Nobody has described {path} yet: how its texts are to be prefixed is in no model file. Add it first: semsearch model add \"{path}\".");
    }

    /// <summary>A file whose description is found by its path or name.</summary>
    private FoundModel? Described(string path) =>
        Own().Models.FirstOrDefault(model => string.Equals(model.Path, path, PathComparison)) is { } own ? new FoundModel(path, null, own)
        : manifest.Models.FirstOrDefault(entry => !entry.Bundled && ModelFolder.IsNamed(path, entry)) is { } entry ? new FoundModel(path, entry, null)
        : null;

    private FoundModel? Undescribed(string path) => Described(path) is null ? new FoundModel(path, null, null) : null;

    private static string FullPath(ModelReference reference, string? workspace) =>
        workspace is null ? Path.GetFullPath(reference.Name) : Path.GetFullPath(reference.Name, workspace);

    /// <param name="file">Null for the model that ships with the product.</param>
    /// <exception cref="ModelFormatException">It is not the file that it should be: another model, where its shape tells, or other bytes.</exception>
    private void RefuseOthers(FoundModel found, EmbeddingModelFile? file, string sha256)
    {
        if (KnownHash(found) is not { } known || known == sha256) return;
        if (found.Entry is { } entry && file is not null) ModelIdentity.Check(entry, file, manifest);
        throw new ModelFormatException(found.Own is { } own
            ? $"{found.Path} is not the file any more that was added as {own.Id}. If the change is yours, add it again: semsearch model add \"{found.Path}\" --id {own.Id}."
            : $"{found.Path} is not the file that is known as {found.Id}: its SHA-256 is {sha256}, not {known}. Delete it and run 'semsearch model download {found.Id}'; "
                + "or, if this one is what you want, add it under another name: 'semsearch model add <file> --id <name>'.");
    }

    private string? KnownHash(FoundModel found) => found.Own?.Sha256 ?? found.Entry?.Sha256
        ?? (IsInFolder(found.Path) ? Own().Downloads.FirstOrDefault(download => download.Id == found.Entry?.Id)?.Sha256 : null);

    private bool IsInFolder(string path) => string.Equals(Path.GetDirectoryName(path), Folder, PathComparison);

    private static int CutTo(ModelReference reference, EmbeddingModelFile file, int usual, ModelEntry? entry)
    {
        if ((reference.Dimensions ?? usual) is var wished && wished == file.Dimensions) return wished;
        if (wished < file.Dimensions && (entry is null || entry.Matryoshka?.Contains(wished) == true)) return wished;
        var allowed = entry?.Matryoshka is { Count: > 0 } list ? $"{file.Dimensions}, or cut to {string.Join(", ", list)}"
            : entry is null ? $"at most {file.Dimensions}" : $"{file.Dimensions}, and may not be cut";
        throw new ModelFormatException($"{reference.Name} cannot give {wished:N0} dimensions: it has {allowed}.");
    }

    private static ModelChoice Choice(
        string id, EmbeddingModelFile file, string sha256, int dimensions, PoolingKind pooling, string queryPrefix, string documentPrefix) => new(
        id, file.Path, file.FileSize, sha256, file.Architecture, file.Dimensions, dimensions, pooling, file.ContextLength, queryPrefix, documentPrefix);

    private IEnumerable<string> FilesOf(ModelEntry entry)
    {
        var target = TargetOf(entry);
        return [ModelFolder.Find(Folder, entry) ?? target, Fetching.PartFile.PathFor(target), Fetching.PartFile.NoteFor(target)];
    }

    internal string TargetOf(ModelEntry entry) => Path.Combine(Folder, entry.File);

    private long? PartOf(ModelEntry entry) => new FileInfo(Fetching.PartFile.PathFor(TargetOf(entry))) is { Exists: true } part ? part.Length : null;

    private static string BundledPath(ModelEntry entry) => Path.Combine(AppContext.BaseDirectory, FolderName, entry.File);

    /// <summary>A file, and who has described it: the manifest, the user, or nobody.</summary>
    private sealed record FoundModel(string Path, ModelEntry? Entry, UserModel? Own)
    {
        public string Id => Own?.Id ?? Entry?.Id ?? System.IO.Path.GetFileName(Path);
    }
}
