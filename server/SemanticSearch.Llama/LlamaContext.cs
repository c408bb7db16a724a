using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.Llama;

/// <summary>llama_pooling_type: how a text's vector is made of its tokens' vectors.</summary>
public enum LlamaPooling
{
    Mean = 1,
    Cls = 2,
    Last = 3,
}

/// <param name="BatchTokens">Tokens in one call at most, and so the longest text. Memory grows with it.</param>
/// <param name="Sequences">Texts in one call at most, up to <see cref="LlamaContext.MaximumSequences"/>.</param>
/// <param name="Threads">On the CPU. Beyond the idle cores more are slower, because they wait for each other by spinning.</param>
public sealed record LlamaContextOptions(int BatchTokens, int Sequences, int Threads, LlamaPooling Pooling);

/// <summary>
/// What it takes to compute with a model, made once and used for many calls. Used by one thread at a time; several contexts of one model
/// compute side by side.
/// </summary>
public sealed unsafe class LlamaContext : IDisposable
{
    /// <summary>LLAMA_MAX_SEQ.</summary>
    public const int MaximumSequences = 256;

    /// <summary>What llama_decode and llama_encode return when the abort callback said so.</summary>
    private const int Aborted = 2;

    private readonly ContextHandle _handle;
    private readonly nint _memory;
    private readonly int _dimensions;
    private readonly int _vocabulary;

    /// <summary>Read by llama.cpp's threads between operations: 1 to stop.</summary>
    private readonly int* _stop;

    /// <summary>0, 1, 2 …: a token points to the number of its text.</summary>
    private readonly int* _sequenceIds;
    private readonly NativeBatch _batch;

    /// <exception cref="LlamaException">There is not enough memory, or the model cannot be used so.</exception>
    public LlamaContext(LlamaModel model, LlamaContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchTokens, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Sequences, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Sequences, MaximumSequences, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        // llama.cpp would end the process.
        if (model.IsVocabularyOnly) throw new LlamaException("The model was loaded for its tokenizer only.");
        Options = options;
        _dimensions = model.Dimensions;
        _vocabulary = model.Vocabulary.Count;
        _stop = (int*)NativeMemory.AllocZeroed(sizeof(int));
        _sequenceIds = (int*)NativeMemory.Alloc((nuint)options.Sequences, sizeof(int));
        for (var i = 0; i < options.Sequences; i++) _sequenceIds[i] = i;
        _batch = Allocate(options.BatchTokens);
        var parameters = Native.llama_context_default_params();
        parameters.Context = parameters.Batch = parameters.MicroBatch = (uint)options.BatchTokens;
        parameters.Sequences = (uint)options.Sequences;
        parameters.Threads = parameters.BatchThreads = options.Threads;
        parameters.Pooling = (int)options.Pooling;
        parameters.Embeddings = 1;
        // Pinned, because they change the vectors a little.
        parameters.FlashAttention = FlashAttention.Disabled;
        parameters.UnifiedCache = 1;
        parameters.AbortCallback = &ShallStop;
        parameters.AbortData = (nint)_stop;
        LlamaLog.TakeErrors();
        var context = Native.llama_init_from_model(model.Handle, parameters);
        if (context == 0)
        {
            Free();
            throw new LlamaException($"llama.cpp could not make room for batches of {options.BatchTokens} tokens: {LlamaLog.TakeErrors()}");
        }

        _handle = new ContextHandle(context, model.Handle);
        _memory = Native.llama_get_memory(_handle);
    }

    public LlamaContextOptions Options { get; }

    /// <summary>Computes the vectors of texts, not normalised.</summary>
    /// <param name="sequences">Each text's tokens, with the model's marks; each at least one token, all together at most the batch.</param>
    /// <param name="vectors">Room for sequences.Count × the model's dimensions, row by row.</param>
    /// <exception cref="ArgumentException">The batch does not fit. (llama.cpp would end the process.)</exception>
    /// <exception cref="OperationCanceledException">Cancelled inside the batch, on a CPU within an operation's time.</exception>
    /// <exception cref="LlamaException">llama.cpp failed.</exception>
    public void Embed(IReadOnlyList<ReadOnlyMemory<int>> sequences, Span<float> vectors, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, sequences.Count * _dimensions);
        cancellation.ThrowIfCancellationRequested();
        var batch = Fill(sequences);
        *_stop = 0;
        int result;
        using (cancellation.UnsafeRegister(static flag => Volatile.Write(ref *(int*)(nint)flag!, 1), (nint)_stop))
        {
            if (_memory != 0) Native.llama_memory_clear(_memory, data: 0);
            result = _memory != 0 ? Native.llama_decode(_handle, batch) : Native.llama_encode(_handle, batch);
            Native.llama_synchronize(_handle);
        }

        if (result == Aborted) throw new OperationCanceledException(cancellation);
        if (result != 0) throw new LlamaException($"llama.cpp failed on a batch of {batch.TokenCount} tokens ({result}): {LlamaLog.TakeErrors()}");
        for (var i = 0; i < sequences.Count; i++)
        {
            var values = Native.llama_get_embeddings_seq(_handle, i);
            if (values is null) throw new LlamaException("llama.cpp gave no vector for a text: the model is not one for embeddings.");
            new ReadOnlySpan<float>(values, _dimensions).CopyTo(vectors[(i * _dimensions)..]);
        }
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        _handle.Dispose();
        Free();
    }

    private void Free()
    {
        NativeMemory.Free(_stop);
        NativeMemory.Free(_sequenceIds);
        NativeMemory.Free(_batch.Tokens);
        NativeMemory.Free(_batch.Positions);
        NativeMemory.Free(_batch.SequenceCounts);
        NativeMemory.Free(_batch.SequenceIds);
        NativeMemory.Free(_batch.Outputs);
    }

    private static NativeBatch Allocate(int tokens)
    {
        return new NativeBatch
        {
            Tokens = (int*)NativeMemory.Alloc((nuint)tokens, sizeof(int)),
            Positions = (int*)NativeMemory.Alloc((nuint)tokens, sizeof(int)),
            SequenceCounts = (int*)NativeMemory.Alloc((nuint)tokens, sizeof(int)),
            SequenceIds = (int**)NativeMemory.Alloc((nuint)tokens, (nuint)sizeof(int*)),
            Outputs = (byte*)NativeMemory.Alloc((nuint)tokens, 1),
        };
    }

    private NativeBatch Fill(IReadOnlyList<ReadOnlyMemory<int>> sequences)
    {
        if (sequences.Count < 1 || sequences.Count > Options.Sequences) throw new ArgumentException($"A batch has 1 to {Options.Sequences} texts; this one has {sequences.Count}.");
        var count = sequences.Sum(sequence => (long)sequence.Length);
        if (count > Options.BatchTokens) throw new ArgumentException($"A batch has at most {Options.BatchTokens} tokens; this one has {count}.");
        var at = 0;
        for (var sequence = 0; sequence < sequences.Count; sequence++)
        {
            var tokens = sequences[sequence].Span;
            if (tokens.IsEmpty) throw new ArgumentException($"Text {sequence} of the batch has no tokens.");
            for (var position = 0; position < tokens.Length; position++, at++)
            {
                if ((uint)tokens[position] >= (uint)_vocabulary) throw new ArgumentException($"There is no token {tokens[position]}; the model has {_vocabulary}.");
                _batch.Tokens[at] = tokens[position];
                _batch.Positions[at] = position;
                _batch.SequenceCounts[at] = 1;
                _batch.SequenceIds[at] = _sequenceIds + sequence;
                _batch.Outputs[at] = 1;
            }
        }

        return _batch with { TokenCount = at };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte ShallStop(nint flag) => Volatile.Read(ref *(int*)flag) != 0 ? (byte)1 : (byte)0;
}
