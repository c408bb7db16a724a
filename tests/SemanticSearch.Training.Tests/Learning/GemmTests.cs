using SemanticSearch.Training.Learning;

namespace SemanticSearch.Training.Tests.Learning;

public sealed unsafe class GemmTests
{
    [Theory]
    [InlineData(8, 32, 16)]
    [InlineData(13, 37, 300)]
    [InlineData(1, 1, 1)]
    [InlineData(40, 5, 512)]
    public void The_product_equals_the_plain_one(int rows, int columns, int depth)
    {
        var random = new Random(1);
        using var left = Fill(rows * depth, random);
        using var right = Fill(depth * columns, random);
        using var packed = new NativeFloats(Gemm.PackedLength(depth, columns));
        using var result = new NativeFloats(rows * columns);
        // The left side is stored transposed, to see that strides are followed.
        var leftView = new MatrixView(left.Pointer, rows).Transposed;
        Gemm.Pack(new MatrixView(right.Pointer, columns), depth, columns, packed.Pointer);
        Gemm.Accumulate(leftView, packed.Pointer, rows, columns, depth, new MatrixView(result.Pointer, columns));
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                double expected = 0;
                for (var k = 0; k < depth; k++) expected += (double)left.Pointer[k * rows + i] * right.Pointer[k * columns + j];
                Assert.Equal(expected, result.Pointer[i * columns + j], 1e-3);
            }
        }
    }

    private static NativeFloats Fill(int length, Random random)
    {
        var values = new NativeFloats(length);
        foreach (ref var value in values.Slice(0, length)) value = random.NextSingle() - .5f;
        return values;
    }
}
