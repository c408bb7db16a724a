using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Rpc;

/// <summary>The models an editor can choose from: the answers to its requests about them.</summary>
/// <param name="folderOf">The session of a workspace folder, by its path.</param>
/// <param name="tell">Told how far a long request is.</param>
internal sealed class EditorModels(
    ModelStore store, ModelFetch fetch, Func<FetchOptions> fetchOptions, Func<string, FolderSession> folderOf, Action<ModelProgressParams> tell)
{
    public ModelStore Store => store;

    public ModelsResult List(ModelsParams asked)
        => new([.. store.List(asked.Folder).Select(View)], IndexOf(asked.Folder).ChosenModel);

    /// <summary>Makes sure that the model can be used before it is chosen.</summary>
    public async Task UseAsync(UseModelParams asked, CancellationToken cancellation)
    {
        var index = IndexOf(asked.Folder);
        var chosen = asked.Model is { } model ? (await store.ResolveAsync(model, asked.Folder, Told(model), cancellation).ConfigureAwait(false)).Name : null;
        index.Choose(chosen);
    }

    public async Task<EstimateResult> EstimateAsync(ModelParams asked, CancellationToken cancellation)
    {
        tell(new ModelProgressParams(asked.Model, "trying it on this folder's code", 0, 0));
        var estimate = await IndexOf(asked.Folder).EstimateAsync(asked.Model, cancellation).ConfigureAwait(false);
        return View(estimate, EstimateText.Of(estimate));
    }

    /// <param name="summary">What it means, in sentences.</param>
    public static EstimateResult View(ModelEstimate estimate, string summary) => new(
        estimate.Chunks, estimate.ChunksToEmbed, estimate.Building.TotalSeconds, estimate.Query.TotalMilliseconds, estimate.MemoryBytes, estimate.DiskBytes, summary);

    public async Task DownloadAsync(ModelParams asked, CancellationToken cancellation)
        => await fetch.RunAsync(asked.Model, asked.Folder, fetchOptions(), Told(asked.Model), cancellation).ConfigureAwait(false);

    public async Task<AddModelResult> AddAsync(AddModelParams asked, CancellationToken cancellation)
    {
        var addition = new ModelAddition(asked.Path, asked.Id, PoolingOf(asked.Pooling), asked.QueryPrefix, asked.DocumentPrefix, Dimensions: null, Copy: false);
        var questions = addition.Questions(EmbeddingModelFile.Inspect(asked.Path));
        if (questions.Count > 0) return new AddModelResult(null, [.. questions.Select(View)]);
        var added = await addition.AddToAsync(store, Told(addition.IdOrName), cancellation).ConfigureAwait(false);
        return new AddModelResult(added.Id, []);
    }

    public void Remove(ModelParams asked) => store.Remove(store.PlanRemoval(asked.Model));

    public async Task<VerifyModelResult> VerifyAsync(ModelParams asked, CancellationToken cancellation)
    {
        try
        {
            var verified = await store.VerifyAsync(asked.Model, asked.Folder, Told(asked.Model), cancellation).ConfigureAwait(false);
            return new VerifyModelResult(true, verified.HashWasKnown
                ? $"{verified.Id} is the file that it should be (SHA-256 {verified.Sha256})."
                : $"{verified.Id} is sound; nobody has published a hash to compare it with. Its SHA-256 is {verified.Sha256}.");
        }
        catch (ModelFormatException wrong)
        {
            return new VerifyModelResult(false, wrong.Message);
        }
    }

    private WorkspaceIndex IndexOf(string folder) => folderOf(folder).Opened;

    private Throttled<FileProgress> Told(string model) => new(progress => tell(new ModelProgressParams(model, WordOf(progress.Work), progress.Done, progress.Total ?? 0)));

    private static string WordOf(FileWork work) => work switch
    {
        FileWork.Hashing => "checking",
        FileWork.Copying => "copying",
        FileWork.Resuming => "reading what is there",
        FileWork.Receiving => "downloading",
        _ => "checking",
    };

    private static PoolingKind? PoolingOf(string? word) => word switch
    {
        null => null,
        "mean" => PoolingKind.Mean,
        "cls" => PoolingKind.Cls,
        "last" => PoolingKind.Last,
        _ => throw new RpcException(RpcException.InvalidParams, $"Pooling is mean, cls or last, not '{word}'."),
    };

    private static ModelQuestion View(OpenQuestion question) => question switch
    {
        OpenQuestion.Pooling => ModelQuestion.Pooling,
        OpenQuestion.QueryPrefix => ModelQuestion.QueryPrefix,
        _ => ModelQuestion.DocumentPrefix,
    };

    private static ModelInfo View(ListedModel model) => new(
        model.Id,
        model.Presence switch { ModelPresence.Bundled => ModelPlace.Bundled, ModelPresence.Here => ModelPlace.Here, _ => ModelPlace.Missing },
        model.Size, model.Dimensions, model.Licence, model.TrainedFor, model.Path);
}
