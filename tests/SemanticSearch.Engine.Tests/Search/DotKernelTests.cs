using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Vectors;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class DotKernelTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(31, 3)]
    [InlineData(32, 4)]
    [InlineData(100, 9)]
    [InlineData(256, 33)]
    [InlineData(768, 7)]
    [InlineData(3584, 2)]
    public void Every_kernel_equals_the_scalar_sum(int dimensions, int rows)
    {
        var random = new Random(dimensions);
        var query = RandomCodes(random, dimensions);
        var codes = RandomCodes(random, dimensions * rows);
        var expected = Enumerable.Range(0, rows).Select(r => DotKernel.DotScalar(query, codes.AsSpan(r * dimensions, dimensions))).ToArray();
        var fast = new int[rows];
        DotKernel.Dot(query, codes, fast);
        Assert.Equal(expected, fast);
        var portable = new int[rows];
        DotKernel.DotPortable(query, codes, portable);
        Assert.Equal(expected, portable);
    }

    [Theory]
    [InlineData(127, 127)]
    [InlineData(-127, 127)]
    [InlineData(-127, -127)]
    public void The_largest_codes_do_not_overflow(sbyte left, sbyte right)
    {
        var query = Enumerable.Repeat(left, 4096).ToArray();
        var row = Enumerable.Repeat(right, 4096).ToArray();
        var dots = new int[1];
        DotKernel.Dot(query, row, dots);
        Assert.Equal(left * right * 4096, dots[0]);
        DotKernel.DotPortable(query, row, dots);
        Assert.Equal(left * right * 4096, dots[0]);
    }

    [Fact]
    public void Quantised_values_are_within_half_a_step()
    {
        var random = new Random(5);
        var vector = Enumerable.Range(0, 256).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var codes = new sbyte[256];
        var scale = Quantiser.Quantise(vector, codes);
        for (var i = 0; i < vector.Length; i++) Assert.InRange(Math.Abs(vector[i] - (codes[i] * scale)), 0, (scale / 2) + 1e-6f);
    }

    [Fact]
    public void A_vector_without_direction_has_scale_zero()
    {
        var codes = new sbyte[] { 1, 2 };
        Assert.Equal(0, Quantiser.Quantise([0, 0], codes));
        Assert.Equal(new sbyte[] { 0, 0 }, codes);
        codes = [1, 2];
        Assert.Equal(0, Quantiser.Quantise([float.NaN, 1], codes));
        Assert.Equal(new sbyte[] { 0, 0 }, codes);
    }

    [Fact]
    public void The_top_list_keeps_what_sorting_would()
    {
        var random = new Random(3);
        var scores = Enumerable.Range(0, 500).Select(_ => (float)random.Next(60)).ToArray();
        var top = new TopList(40);
        for (var i = 0; i < scores.Length; i++) top.Offer(i, scores[i]);
        var expected = scores.Select((s, i) => new Scored(i, s)).OrderByDescending(s => s.Score).ThenBy(s => s.Ordinal).Take(40);
        Assert.Equal(expected, top.Take());
    }

    private static sbyte[] RandomCodes(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-Quantiser.MaximumCode, Quantiser.MaximumCode + 1)).ToArray();
}
