using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine;

/// <summary>A model that is open for a folder, with the vectors of what was last asked of it.</summary>
/// <param name="Texts">Of code that similar code was looked for by.</param>
internal sealed record OpenedModel(GgufEmbedder Embedder, RecentVectors Queries, RecentVectors Texts);

/// <summary>The models that are open for one folder, by what they are opened by: each when first needed, until it is wanted no more. Safe to use from several threads.</summary>
internal sealed class OpenModels(string root, ModelHost? host) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Opening> _open = new(StringComparer.Ordinal);

    /// <summary>Whether any model but the bundled one can be opened here.</summary>
    public bool CanOpen => host is not null;

    /// <exception cref="WorkspaceException">It cannot be opened; in words, with a next step. A later call tries again.</exception>
    public async Task<OpenedModel> OpenAsync(string model, CancellationToken cancellation)
    {
        if (host is null) throw new WorkspaceException("llama.cpp is not installed beside this semsearch, so the bundled model is the only one. Install it again.");
        Opening opening;
        lock (_gate)
        {
            var known = _open.GetValueOrDefault(model);
            // Without its file it could not be started again, and another file is another model.
            if (known?.Shared is { IsCompletedSuccessfully: true } open && !open.Result.IsFileTheSame)
            {
                _ = known.CloseAsync();
                known = null;
            }

            opening = known is null or { Shared.IsFaulted: true } or { Shared.IsCanceled: true }
                ? _open[model] = new Opening(Task.Run(() => host.OpenAsync(model, root, CancellationToken.None)))
                : known;
        }

        try
        {
            var shared = await opening.Shared.WaitAsync(cancellation).ConfigureAwait(false);
            return new OpenedModel(shared.Embedder, opening.Queries, opening.Texts);
        }
        catch (Exception failure) when (failure is ModelFormatException or FileNotFoundException or Llama.LlamaException)
        {
            throw new WorkspaceException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"{model} cannot be read ({failure.Message}). See which models are here with `semsearch model list`.", failure);
        }
    }

    /// <summary>Why a model could not be opened, in words; null while that is not known.</summary>
    public string? FailureOf(string model)
    {
        lock (_gate) return _open.GetValueOrDefault(model)?.Shared.Exception?.InnerException?.Message;
    }

    /// <returns>Of its worker process; null for a model that is not open.</returns>
    public long? ResidentBytesOf(string model)
    {
        lock (_gate) return _open.GetValueOrDefault(model) is { Shared: { IsCompletedSuccessfully: true } shared } ? shared.Result.Embedder.Worker.ResidentBytes : null;
    }

    /// <summary>Lets go of every other model. Whoever still computes with one is told that it is gone.</summary>
    public void KeepOnly(IReadOnlyCollection<string> wanted)
    {
        lock (_gate)
        {
            foreach (var name in _open.Keys.Except(wanted, StringComparer.Ordinal).ToList())
            {
                _ = _open[name].CloseAsync();
                _open.Remove(name);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Opening> open;
        lock (_gate)
        {
            open = [.. _open.Values];
            _open.Clear();
        }

        foreach (var opening in open) await opening.CloseAsync().ConfigureAwait(false);
    }

    private sealed record Opening(Task<SharedEmbedder> Shared)
    {
        public RecentVectors Queries { get; } = new();

        public RecentVectors Texts { get; } = new();

        public async ValueTask CloseAsync()
        {
            await ((Task)Shared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Shared.IsCompletedSuccessfully) await Shared.Result.DisposeAsync().ConfigureAwait(false);
        }
    }
}
