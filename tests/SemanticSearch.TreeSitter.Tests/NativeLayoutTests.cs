using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter.Tests;

/// <summary>Sizes and offsets that a C compiler gives the structs of tree_sitter/api.h 0.25 on 64-bit platforms.</summary>
public sealed class NativeLayoutTests
{
    [Fact]
    public void Structs_have_the_sizes_of_the_header()
    {
        Assert.Equal(8, Unsafe.SizeOf<NativePoint>());
        Assert.Equal(32, Unsafe.SizeOf<NativeNode>());
        Assert.Equal(32, Unsafe.SizeOf<NativeTreeCursor>());
        Assert.Equal(32, Unsafe.SizeOf<NativeInput>());
        Assert.Equal(16, Unsafe.SizeOf<NativeParseState>());
        Assert.Equal(16, Unsafe.SizeOf<NativeParseOptions>());
    }

    [Theory]
    [InlineData(typeof(NativeNode), nameof(NativeNode.Id), 16)]
    [InlineData(typeof(NativeNode), nameof(NativeNode.Tree), 24)]
    [InlineData(typeof(NativeTreeCursor), nameof(NativeTreeCursor.Id), 8)]
    [InlineData(typeof(NativeTreeCursor), nameof(NativeTreeCursor.Context0), 16)]
    [InlineData(typeof(NativeInput), nameof(NativeInput.Read), 8)]
    [InlineData(typeof(NativeInput), nameof(NativeInput.Encoding), 16)]
    [InlineData(typeof(NativeInput), nameof(NativeInput.Decode), 24)]
    [InlineData(typeof(NativeParseState), nameof(NativeParseState.CurrentByteOffset), 8)]
    [InlineData(typeof(NativeParseState), nameof(NativeParseState.HasError), 12)]
    [InlineData(typeof(NativeParseOptions), nameof(NativeParseOptions.Progress), 8)]
    public void Fields_have_the_offsets_of_the_header(Type type, string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf(type, field));
}
