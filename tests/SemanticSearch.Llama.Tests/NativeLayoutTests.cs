using System.Runtime.InteropServices;

namespace SemanticSearch.Llama.Tests;

/// <summary>The structures as they were measured in the pinned build. A field moved by a byte would have llama.cpp read rubbish.</summary>
public sealed class NativeLayoutTests
{
    [Fact]
    public void Structures_have_the_measured_sizes()
    {
        Assert.Equal(80, Marshal.SizeOf<NativeModelParams>());
        Assert.Equal(160, Marshal.SizeOf<NativeContextParams>());
        Assert.Equal(56, Marshal.SizeOf<NativeBatch>());
    }

    [Theory]
    [InlineData(nameof(NativeModelParams.GpuLayers), 16)]
    [InlineData(nameof(NativeModelParams.SplitMode), 20)]
    [InlineData(nameof(NativeModelParams.LoadMode), 24)]
    [InlineData(nameof(NativeModelParams.LazyMode), 28)]
    [InlineData(nameof(NativeModelParams.MainGpu), 32)]
    [InlineData(nameof(NativeModelParams.ProgressCallback), 48)]
    [InlineData(nameof(NativeModelParams.ProgressData), 56)]
    [InlineData(nameof(NativeModelParams.MetadataOverrides), 64)]
    [InlineData(nameof(NativeModelParams.VocabularyOnly), 72)]
    [InlineData(nameof(NativeModelParams.UseExtraBuffers), 74)]
    [InlineData(nameof(NativeModelParams.NoAlloc), 76)]
    public void Model_parameters_lie_where_llama_cpp_reads_them(string field, int offset)
        => Assert.Equal(offset, (int)Marshal.OffsetOf<NativeModelParams>(field));

    [Theory]
    [InlineData(nameof(NativeContextParams.Context), 0)]
    [InlineData(nameof(NativeContextParams.Sequences), 12)]
    [InlineData(nameof(NativeContextParams.Threads), 28)]
    [InlineData(nameof(NativeContextParams.Pooling), 44)]
    [InlineData(nameof(NativeContextParams.FlashAttention), 52)]
    [InlineData(nameof(NativeContextParams.YarnOriginalContext), 80)]
    [InlineData(nameof(NativeContextParams.EvaluationCallback), 88)]
    [InlineData(nameof(NativeContextParams.TypeK), 104)]
    [InlineData(nameof(NativeContextParams.AbortCallback), 112)]
    [InlineData(nameof(NativeContextParams.AbortData), 120)]
    [InlineData(nameof(NativeContextParams.Embeddings), 128)]
    [InlineData(nameof(NativeContextParams.UnifiedCache), 133)]
    [InlineData(nameof(NativeContextParams.Samplers), 136)]
    [InlineData(nameof(NativeContextParams.OtherContext), 152)]
    public void Context_parameters_lie_where_llama_cpp_reads_them(string field, int offset)
        => Assert.Equal(offset, (int)Marshal.OffsetOf<NativeContextParams>(field));

    [Theory]
    [InlineData(nameof(NativeBatch.Tokens), 8)]
    [InlineData(nameof(NativeBatch.Positions), 24)]
    [InlineData(nameof(NativeBatch.SequenceCounts), 32)]
    [InlineData(nameof(NativeBatch.SequenceIds), 40)]
    [InlineData(nameof(NativeBatch.Outputs), 48)]
    public void A_batch_lies_where_llama_cpp_reads_it(string field, int offset)
        => Assert.Equal(offset, (int)Marshal.OffsetOf<NativeBatch>(field));
}
