using System.Buffers.Binary;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Architectures;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>Good models damaged by chance: each is refused in words or is one that llama.cpp survives.</summary>
public sealed class FuzzedModelTests
{
    private const int Rounds = 1_500; // for each architecture
    private const long MaximumAllocation = 16 << 20; // bytes; the files have less than 0.2 MB

    private static readonly uint[] Interesting = [0, 1, 2, 3, 4, 7, 255, 256, 65_535, int.MaxValue, 1u << 31, uint.MaxValue];

    public static TheoryData<string> Names { get; } = [.. ModelArchitecture.Supported.Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damaged_model_is_refused_in_words_or_survived_by_llama_cpp(string architecture)
    {
        var whole = SmallModel.Of(architecture).ToBytes();
        var header = (int)GgufReader.Read(new MemoryStream(whole)).DataOffset;
        using var folder = new TemporaryFolder();
        var accepted = new List<string>();
        var refused = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var bytes = Damage(whole, header, new Random(seed));
            if (IsAccepted(bytes)) accepted.Add(folder.Write($"{seed}.gguf", bytes));
            else refused++;
        }

        var ended = accepted.Zip(LlamaProbe.Run(accepted)).Where(result => LlamaProbe.IsEnd(result.Second)).Select(result => $"seed {Path.GetFileName(result.First)}: {result.Second}");

        Assert.Empty(ended);
        Assert.True(refused > Rounds / 4 && accepted.Count > Rounds / 20, $"{refused} refused, {accepted.Count} accepted: the damage is of one kind only");
    }

    [Fact]
    public void A_header_that_claims_gigabytes_costs_nothing()
    {
        var bytes = SmallModel.Of("nomic-bert").ToBytes();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(BrokenModel.Behind(bytes, "general.name") + 4), 3L << 30);
        using var stream = new LongStream(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFormatException>(() => EmbeddingModelFile.Inspect("large.gguf", stream));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaximumAllocation);
    }

    [Fact]
    public void A_file_that_becomes_shorter_while_it_is_read_is_refused()
    {
        using var stream = new LongStream(SmallModel.Of("nomic-bert").ToBytes()[..900]);

        var refusal = Assert.Throws<ModelFormatException>(() => EmbeddingModelFile.Inspect("short.gguf", stream));

        Assert.Contains("became shorter", refusal.Message, StringComparison.Ordinal);
    }

    private static bool IsAccepted(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            EmbeddingModelFile.Inspect("fuzzed.gguf", new MemoryStream(bytes));
            return true;
        }
        catch (ModelFormatException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaximumAllocation);
        }
    }

    private static byte[] Damage(byte[] whole, int header, Random random)
    {
        var at = random.Next(header);
        switch (random.Next(8))
        {
            case 0: return whole[..random.Next(whole.Length)];
            case 1: return [.. whole[..at], (byte)random.Next(256), .. whole[at..]];
            case 2: return [.. whole[..at], .. whole[(at + 1)..]];
            case 3: return [.. whole, .. new byte[random.Next(100)]];
        }

        var bytes = (byte[])whole.Clone();
        var changes = random.Next(1, 4);
        for (var i = 0; i < changes; i++)
        {
            at = random.Next(4, header - 4);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Interesting[random.Next(Interesting.Length)]); break;
                default: random.NextBytes(bytes.AsSpan(random.Next(header, whole.Length - 4), 4)); break; // a weight, NaN or not
            }
        }

        return bytes;
    }

    /// <summary>Says that it has 4 GB, as a file that was just cut off did before.</summary>
    private sealed class LongStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Length => 4L << 30;
    }
}
