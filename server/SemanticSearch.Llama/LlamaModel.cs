using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.Llama;

/// <param name="VocabularyOnly">Load nothing but the tokenizer: a fifth of a second even for the largest models. No context can be made of it.</param>
/// <param name="GpuLayers">Layers to compute on a GPU; -1 for all, 0 for none.</param>
/// <param name="Repack">
/// Rearrange weights for this CPU while loading: quicker, at the same memory, because the weights are read and not mapped.
/// </param>
public sealed record LlamaModelOptions(bool VocabularyOnly = false, int GpuLayers = 0, bool Repack = true);

/// <summary>
/// A model in memory. Safe to use from several threads; each makes its own <see cref="LlamaContext"/>.
/// </summary>
/// <remarks>
/// llama.cpp ends the process on many a malformed file. Check a file before it comes here, and load what you do not trust in a process that
/// may die.
/// </remarks>
public sealed class LlamaModel : IDisposable
{
    private LlamaModel(ModelHandle handle, bool vocabularyOnly)
    {
        Handle = handle;
        Vocabulary = new LlamaVocabulary(handle);
        IsVocabularyOnly = vocabularyOnly;
    }

    public LlamaVocabulary Vocabulary { get; }

    public bool IsVocabularyOnly { get; }

    /// <summary>Values in a vector.</summary>
    public int Dimensions => Native.llama_model_n_embd_out(Handle);

    /// <summary>Tokens that the model was trained to see at once.</summary>
    public int TrainingContext => Native.llama_model_n_ctx_train(Handle);

    /// <summary>Number of weights.</summary>
    public long Parameters => (long)Native.llama_model_n_params(Handle);

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes => (long)Native.llama_model_size(Handle);

    internal ModelHandle Handle { get; }

    /// <param name="progress">0 to 1, from this thread.</param>
    /// <exception cref="LlamaException">llama.cpp refuses the file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while loading; nothing stays in memory.</exception>
    public static unsafe LlamaModel Load(LlamaLibrary library, string path, LlamaModelOptions options, Action<float>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (!File.Exists(path)) throw new LlamaException($"There is no model file {path}.");
        cancellation.ThrowIfCancellationRequested();
        var watch = new LoadWatch(progress, cancellation);
        var pinned = GCHandle.Alloc(watch);
        try
        {
            var parameters = Native.llama_model_default_params();
            parameters.GpuLayers = options.GpuLayers;
            parameters.LoadMode = options.VocabularyOnly ? LoadMode.Map : LoadMode.Read;
            parameters.VocabularyOnly = options.VocabularyOnly ? (byte)1 : (byte)0;
            parameters.UseExtraBuffers = options.Repack ? (byte)1 : (byte)0;
            parameters.ProgressCallback = &OnProgress;
            parameters.ProgressData = GCHandle.ToIntPtr(pinned);
            LlamaLog.TakeErrors();
            nint model;
            fixed (byte* file = LlamaLibrary.Utf8(path)) model = Native.llama_model_load_from_file(file, parameters);
            if (model != 0) return new LlamaModel(new ModelHandle(model), options.VocabularyOnly);
            cancellation.ThrowIfCancellationRequested();
            throw new LlamaException($"llama.cpp could not load {path}: {LlamaLog.TakeErrors()}");
        }
        finally
        {
            pinned.Free();
        }
    }

    public void Dispose() => Handle.Dispose();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float share, nint data)
    {
        var watch = (LoadWatch)GCHandle.FromIntPtr(data).Target!;
        if (watch.Cancellation.IsCancellationRequested) return 0;
        watch.Progress?.Invoke(share);
        return 1;
    }

    private sealed record LoadWatch(Action<float>? Progress, CancellationToken Cancellation);
}
