using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// Embeds text as the normalised sum of its tokens' vectors, each weighted by the square root of how often the token occurs. The arithmetic
/// is in one order on every machine, whatever its vector width, so that vectors are bit for bit the same everywhere.
/// </summary>
public sealed class StaticEmbedder : ITextEmbedder
{
    public const string BundledId = "bundled";

    private static readonly Lazy<StaticEmbedder> Bundled = new(
        () =>
        {
            using var file = BundledModel.Open();
            return Load(file, BundledId);
        },
        LazyThreadSafetyMode.PublicationOnly);

    private readonly StaticModel model;
    private readonly CodeTokenizer tokenizer;
    private readonly ConcurrentBag<TokenBag> bags = [];

    private StaticEmbedder(StaticModel model, string id, string fileHash)
    {
        this.model = model;
        tokenizer = new CodeTokenizer(new Vocabulary(model.Tokens));
        Id = id;
        var identity = string.Create(
            CultureInfo.InvariantCulture,
            $"{StaticModel.Architecture}\n{fileHash}\n{model.Dimensions}\n{CodeTokenizer.Version}\n{model.PathWeight:R}");
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
    }

    public string Id { get; }

    public string Fingerprint { get; }

    public int Dimensions => model.Dimensions;

    /// <summary>The model that ships with the product; see <see cref="BundledModel.Open"/>.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    /// <returns>One for the whole process: it never changes, and many folders may be open.</returns>
    public static StaticEmbedder OpenBundled() => Bundled.Value;

    /// <param name="file">A seekable GGUF file.</param>
    /// <exception cref="ModelFormatException">It is damaged, or not a static model of this version.</exception>
    public static StaticEmbedder Load(Stream file, string id)
    {
        file.Position = 0;
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        var model = StaticModel.Load(file);
        try
        {
            return new StaticEmbedder(model, id, hash);
        }
        catch (ArgumentException cause)
        {
            throw new ModelFormatException($"The model's vocabulary is damaged: {cause.Message} Get the file again.", cause);
        }
    }

    public void EmbedDocuments(IReadOnlyList<string> texts, Span<float> vectors, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, texts.Count * Dimensions);
        for (var i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Embed(texts[i], vectors.Slice(i * Dimensions, Dimensions));
        }
    }

    public void EmbedQuery(string query, Span<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, Dimensions);
        Embed(query, vector);
    }

    public void BlendPath(string path, Span<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, Dimensions);
        Span<float> direction = stackalloc float[Dimensions];
        Embed(path, direction);
        for (var d = 0; d < direction.Length; d++) vector[d] += model.PathWeight * direction[d];
        Normalize(vector);
    }

    private void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        var bag = bags.TryTake(out var used) ? used : new TokenBag(model.Tokens.Length);
        tokenizer.Tokenize(text, bag);
        vector.Clear();
        foreach (var token in bag.Tokens)
        {
            var row = model.Rows.AsSpan(token * Dimensions, Dimensions);
            AddScaled(row, model.Scales[token] * MathF.Sqrt(bag.CountOf(token)), vector);
        }

        Normalize(vector);
        bag.Clear();
        bags.Add(bag);
    }

    /// <summary>sum += row × scale. Lengths are equal multiples of 8.</summary>
    private static void AddScaled(ReadOnlySpan<sbyte> row, float scale, Span<float> sum)
    {
        ref var values = ref MemoryMarshal.GetReference(row);
        ref var sums = ref MemoryMarshal.GetReference(sum);
        var factor = Vector256.Create(scale);
        for (nuint d = 0; d < (nuint)sum.Length; d += 8)
        {
            var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref values, d))))
                .AsSByte();
            var words = Vector128.WidenLower(bytes);
            var integers = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));
            // Multiply, then add: a fused step would round differently on machines that lack it.
            var product = Vector256.ConvertToSingle(integers) * factor;
            (Vector256.LoadUnsafe(ref sums, d) + product).StoreUnsafe(ref sums, d);
        }
    }

    private static void Normalize(Span<float> vector)
    {
        ref var values = ref MemoryMarshal.GetReference(vector);
        var squares = Vector256<float>.Zero;
        for (nuint d = 0; d < (nuint)vector.Length; d += 8)
        {
            var part = Vector256.LoadUnsafe(ref values, d);
            squares += part * part;
        }

        var sum = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++) sum += squares[lane];
        if (sum == 0) return;
        var factor = Vector256.Create(1 / MathF.Sqrt(sum));
        for (nuint d = 0; d < (nuint)vector.Length; d += 8)
        {
            (Vector256.LoadUnsafe(ref values, d) * factor).StoreUnsafe(ref values, d);
        }
    }
}
