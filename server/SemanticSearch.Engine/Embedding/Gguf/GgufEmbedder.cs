using System.Globalization;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>
/// A GGUF model: tokens here, vectors from the worker process. Owns the worker and the vocabulary; safe to use from several threads.
/// </summary>
public sealed class GgufEmbedder : IAsyncDisposable
{
    /// <summary>Part of the fingerprint: raised when the settings that llama.cpp is given, or how windows are pooled, change a vector.</summary>
    private const int BindingVersion = 1;

    /// <summary>Tokens that are packed into one call. More is no quicker: attention grows with the square of a batch.</summary>
    internal const int PackedTokens = 512;

    /// <summary>Texts in one call of the worker at most.</summary>
    internal const int MaximumSequences = 64;

    /// <summary>Tokens of the longest piece of what somebody waits for; what is longer has several, as documents have.</summary>
    private const int QueryTokens = 512;

    /// <summary>Batches on their way at a time: while the worker computes one, the next lies ready in its pipe.</summary>
    private const int BatchesSent = 2;

    private const int ShrunkShare = 4;

    /// <summary>What a model that works gives a vector for; tried before the first texts, because damaged weights load and give nothing usable.</summary>
    private const string Probe = "public static int Add(int left, int right) => left + right;";

    private readonly ModelTokenizer _tokenizer;
    private readonly BulkLane _bulk;
    private readonly SemaphoreSlim _probing = new(1, 1);
    private readonly TimeProvider _time;
    private volatile bool _probed;
    private long _lastUsed;

    /// <param name="tokenizer">Of the same file; disposed with this.</param>
    /// <param name="worker">For the same file; disposed with this.</param>
    public GgufEmbedder(ModelChoice choice, ModelTokenizer tokenizer, EmbeddingWorker worker, TimeProvider time)
    {
        (Choice, _tokenizer, Worker, _bulk, _time) = (choice, tokenizer, worker, new BulkLane(worker, time), time);
        _lastUsed = time.GetTimestamp();
        Fingerprint = FingerprintOf(choice);
    }

    public ModelChoice Choice { get; }

    public EmbeddingWorker Worker { get; }

    /// <inheritdoc cref="ITextEmbedder.Fingerprint"/>
    public string Fingerprint { get; }

    public int Dimensions => Choice.OutputDimensions;

    /// <summary>Since something was last asked of the worker.</summary>
    public TimeSpan Idle => _time.GetElapsedTime(Interlocked.Read(ref _lastUsed));

    /// <summary>
    /// Tokens that a model sees at once here. Chunks are some 100 to 500 tokens long; a longer window costs memory with every context, most of all in
    /// large models, which compute a probability for each of 150,000 words at each token although nobody asks.
    /// </summary>
    public static int WindowOf(ModelChoice choice) => Math.Min(choice.ContextLength, choice.Size > LargeModel ? 512 : 1024);

    /// <summary>Bytes from which on a model counts as large.</summary>
    private const long LargeModel = 1_500_000_000;

    public static int QueryWindowOf(ModelChoice choice) => Math.Min(WindowOf(choice), QueryTokens);

    /// <summary>Bulk batches of a quarter of the usual size, while memory is short; a longer text waits until it is not.</summary>
    public Task ShrinkAsync(bool shrunk) => Worker.ResizeAsync(shrunk ? Math.Max(1, WindowOf(Choice) / ShrunkShare) : WindowOf(Choice));

    /// <summary>One core stays free for the editor.</summary>
    public static int BulkThreads => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>One is quickest for a small model on a busy machine, because several wait for each other; a large one has enough to do for all.</summary>
    public static int QueryThreadsOf(ModelChoice choice) => choice.Size > LargeModel ? Environment.ProcessorCount : 1;

    public static string FingerprintOf(ModelChoice choice)
    {
        var identity = string.Create(
            CultureInfo.InvariantCulture,
            $"gguf\n{choice.Sha256}\n{choice.OutputDimensions}\n{choice.Pooling}\n{choice.QueryPrefix}\n{choice.DocumentPrefix}\n{WindowOf(choice)}\n{ModelTokenizer.Version}\n{BindingVersion}\n{LlamaLibrary.SupportedVersion}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
    }

    /// <summary>Tokens that a document has for this model, its prefix included.</summary>
    public int CountTokens(string document) => TokeniseDocument(document).Tokens;

    /// <returns>L2-normalised, <see cref="Dimensions"/> values.</returns>
    /// <exception cref="WorkerUnavailableException">There is no worker now; the reason is in words.</exception>
    /// <exception cref="WorkerDiedException">It died over the query.</exception>
    /// <exception cref="EmbeddingRefusedException">The model gives no vector for this text.</exception>
    public Task<float[]> EmbedQueryAsync(string query, CancellationToken cancellation) => EmbedAtOnceAsync(Choice.QueryPrefix, query, cancellation);

    /// <summary>A document that somebody waits for: code that similar code is looked for by.</summary>
    /// <inheritdoc cref="EmbedQueryAsync"/>
    public Task<float[]> EmbedPassageAsync(string passage, CancellationToken cancellation) => EmbedAtOnceAsync(Choice.DocumentPrefix, passage, cancellation);

    private TokenisedText TokeniseDocument(string document) => _tokenizer.Tokenise(Choice.DocumentPrefix, document, WindowOf(Choice));

    private async Task<float[]> EmbedAtOnceAsync(string prefix, string query, CancellationToken cancellation)
    {
        var text = _tokenizer.Tokenise(prefix, query, QueryWindowOf(Choice));
        var rows = new List<float[]>(text.Windows.Count);
        Touch();
        foreach (var window in text.Windows) rows.Add(await Worker.EmbedAsync([window], WorkerLane.Query, cancellation).ConfigureAwait(false));
        return Pool(text, rows, out var refusal) ?? throw new EmbeddingRefusedException(refusal!);
    }

    /// <summary>Computes documents' vectors. A text over which the worker dies, or that has no vector, is named and harms no other.</summary>
    /// <param name="done">
    /// Called as vectors come, with the text's index and its vector, or null and the reason; from one thread at a time. Not called for a text that is too long
    /// for the batches that there is memory for now.
    /// </param>
    /// <exception cref="WorkerUnavailableException">There is no worker, and waiting a moment will not bring one: it is suspended or cannot be used.</exception>
    public async Task EmbedDocumentsAsync(IReadOnlyList<string> texts, Action<int, float[]?, string?> done, CancellationToken cancellation)
    {
        await EnsureSoundAsync(cancellation).ConfigureAwait(false);
        var tokenised = new TokenisedText[texts.Count];
        for (var i = 0; i < tokenised.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            tokenised[i] = TokeniseDocument(texts[i]);
        }

        await EmbedAsync(tokenised, done, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync().ConfigureAwait(false);
        _tokenizer.Dispose();
        _probing.Dispose();
    }

    private void Touch() => Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());

    private async Task EmbedAsync(TokenisedText[] texts, Action<int, float[]?, string?> done, CancellationToken cancellation)
    {
        var room = Worker.BatchTokens;
        var collector = new WindowCollector(texts, (text, rows) =>
        {
            Touch();
            var vector = Pool(texts[text], rows, out var refusal);
            done(text, vector, refusal);
        });
        using var abandoning = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sent = new Queue<Task>();
        try
        {
            foreach (var batch in TokenBatches.Pack(texts, Math.Min(PackedTokens, room), MaximumSequences))
            {
                if (batch[0].Tokens.Length > room) continue;
                if (sent.Count == BatchesSent) await sent.Dequeue().ConfigureAwait(false);
                sent.Enqueue(_bulk.EmbedAsync(batch, collector.Take, (text, reason) => collector.Refuse(text, () => done(text, null, reason)), abandoning.Token));
            }

            while (sent.TryDequeue(out var last)) await last.ConfigureAwait(false);
        }
        finally
        {
            // Whatever ended it, nobody is told of anything once this has returned.
            await abandoning.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Makes sure once that the model gives vectors at all, so that damaged weights are not taken for so many damaged texts.</summary>
    private async Task EnsureSoundAsync(CancellationToken cancellation)
    {
        if (_probed) return;
        await _probing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_probed) return;
            var tried = false;
            string? reason = null;
            await EmbedAsync([TokeniseDocument(Probe)], (_, _, refusal) => (tried, reason) = (true, refusal), cancellation).ConfigureAwait(false);
            if (reason is not null)
            {
                throw new WorkerUnavailableException(
                    $"The model {Choice.Id} gives no usable vectors ({reason}): its weights are damaged. Check it with `semsearch model verify {Choice.Id}`, and download it again.", null);
            }

            // With very small batches there was no room for it; the next call tries again.
            _probed = tried;
        }
        finally
        {
            _probing.Release();
        }
    }

    /// <summary>One vector for a text: the mean of its windows' vectors, each weighted by its tokens; shortened where that was chosen; normalised.</summary>
    /// <returns>Null, with the reason, when there is none.</returns>
    private float[]? Pool(TokenisedText text, IReadOnlyList<float[]> windows, out string? refusal)
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < windows.Count; i++)
        {
            if (windows[i].Length != Choice.Dimensions)
            {
                refusal = $"the model gave {windows[i].Length} values where {Choice.Dimensions} were expected";
                return null;
            }

            // Matryoshka models are trained so that the first values are a vector by themselves, once normalised again.
            var part = windows[i].AsSpan(0, Dimensions);
            var length = TensorPrimitives.Norm<float>(part);
            if (!float.IsFinite(length) || length == 0)
            {
                refusal = length == 0 ? "the model gave a vector of zeros" : "the model gave a vector that is not a number";
                return null;
            }

            TensorPrimitives.MultiplyAdd(part, text.Windows[i].Length / length, vector, vector);
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm == 0)
        {
            refusal = "the vectors of its parts cancel out";
            return null;
        }

        TensorPrimitives.Divide(vector, norm, vector);
        refusal = null;
        return vector;
    }
}
