using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine;

public enum ChosenModelPhase
{
    /// <summary>No model but the bundled one.</summary>
    None,

    /// <summary>Its vectors are being computed.</summary>
    Building,
    Ready,

    /// <summary>It cannot be used now; search goes on a step lower.</summary>
    Unavailable,
}

/// <summary>How it stands with the model that was chosen for a folder.</summary>
/// <param name="Reason">In words, while it is not ready.</param>
public sealed record ChosenModelState(ChosenModelPhase Phase, string Model, string Reason, GenerationProgress? Progress);

/// <summary>The model that was chosen for one folder: opened when first needed, opened anew when the choice changes. Safe to use from several threads.</summary>
internal sealed class ChosenModel(string root, string indexFile, ModelHost? host) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private ModelSetting _setting = ModelSetting.None;
    private DateTime _settingWritten;
    private Task<SharedEmbedder>? _opening;

    public RecentVectors Queries { get; private set; } = new();

    /// <inheritdoc cref="KnownVectors"/>
    public RecentVectors Texts { get; private set; } = new();

    /// <summary>What is chosen now. Reads the choice's file again when it was written since.</summary>
    public ModelSetting Setting
    {
        get
        {
            lock (_gate) return Refresh();
        }
    }

    /// <summary>The model, opened; null when none is chosen.</summary>
    /// <exception cref="WorkspaceException">It cannot be opened; in words, with a next step. A later call tries again.</exception>
    public async Task<GgufEmbedder?> OpenAsync(CancellationToken cancellation)
    {
        Task<SharedEmbedder> opening;
        lock (_gate)
        {
            var setting = Refresh();
            if (setting.Model is not { } model || host is null) return null;
            // Without its file it could not be started again, and another file is another model.
            if (_opening is { IsCompletedSuccessfully: true } open && !open.Result.IsFileTheSame) _ = CloseAsync();
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true }) _opening = Task.Run(() => host.OpenAsync(model, root, CancellationToken.None));
            opening = _opening;
        }

        try
        {
            return (await opening.WaitAsync(cancellation).ConfigureAwait(false)).Embedder;
        }
        catch (Exception failure) when (failure is ModelFormatException or FileNotFoundException or Llama.LlamaException)
        {
            throw new WorkspaceException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The chosen model cannot be read ({failure.Message}). See which ones are here with `semsearch model list`.", failure);
        }
    }

    /// <summary>The choice was just written here: it counts even if the clock has not moved on since the one before.</summary>
    public void Reload()
    {
        lock (_gate) _settingWritten = default;
    }

    /// <summary>Why it could not be opened, in words; null while that is not known.</summary>
    public string? Failure
    {
        get
        {
            lock (_gate) return _opening?.Exception?.InnerException?.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate) return CloseAsync();
    }

    private ModelSetting Refresh()
    {
        var written = File.GetLastWriteTimeUtc(ModelSetting.FileOf(indexFile));
        if (written == _settingWritten) return _setting;
        _settingWritten = written;
        var fresh = ModelSetting.Load(indexFile);
        if (fresh == _setting) return _setting;
        _setting = fresh;
        (Queries, Texts) = (new RecentVectors(), new RecentVectors());
        // Whoever still computes with the one before is told that it is gone.
        _ = CloseAsync();
        return _setting;
    }

    private ValueTask CloseAsync()
    {
        var opening = _opening;
        _opening = null;
        return opening is null ? ValueTask.CompletedTask : ReleaseAsync(opening);
    }

    private static async ValueTask ReleaseAsync(Task<SharedEmbedder> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully) await opening.Result.DisposeAsync().ConfigureAwait(false);
    }
}
