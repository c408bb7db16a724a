using System.Runtime.Intrinsics;

namespace SemanticSearch.Training.Learning;

/// <summary>
/// Where a matrix's element (row, column) lies: <c>Data[row * RowStride + column * ColumnStride]</c>. A transpose is the same data with the
/// strides exchanged.
/// </summary>
internal readonly unsafe struct MatrixView(float* data, int rowStride, int columnStride = 1)
{
    public float* Data => data;

    public int RowStride => rowStride;

    public int ColumnStride => columnStride;

    public MatrixView Transposed => new(data, columnStride, rowStride);

    public MatrixView From(int row, int column) => new(data + (long)row * rowStride + (long)column * columnStride, rowStride, columnStride);
}

/// <summary>
/// Single-precision matrix product, blocked so that what the inner loop reads stays in the first cache: the right side is packed once into
/// panels of <see cref="PanelWidth"/> columns and shared by the threads, the left side in strips of <see cref="StripHeight"/> rows.
/// </summary>
internal static unsafe class Gemm
{
    private const int StripHeight = 8;
    private const int PanelWidth = 32; // two vectors of 16 floats: 8 × 2 sums fit in 32 vector registers
    private const int BlockDepth = 256; // a panel of 256 × 32 floats is 32 KiB, a first-level cache

    /// <returns>Floats that a packed right side takes.</returns>
    public static int PackedLength(int depth, int columns) => depth * ((columns + PanelWidth - 1) / PanelWidth * PanelWidth);

    /// <summary>
    /// Copies the right side (depth × columns) into panels: blocks of depth, in each the panels one after the other, in each row by row;
    /// missing columns are 0.
    /// </summary>
    public static void Pack(MatrixView right, int depth, int columns, float* packed)
    {
        for (var k0 = 0; k0 < depth; k0 += BlockDepth)
        {
            var k1 = Math.Min(depth, k0 + BlockDepth);
            for (var panel = 0; panel < columns; panel += PanelWidth)
            {
                var width = Math.Min(PanelWidth, columns - panel);
                for (var k = k0; k < k1; k++)
                {
                    var source = right.From(k, panel);
                    for (var c = 0; c < width; c++) packed[c] = source.Data[(long)c * source.ColumnStride];
                    for (var c = width; c < PanelWidth; c++) packed[c] = 0;
                    packed += PanelWidth;
                }
            }
        }
    }

    /// <summary>result (rows × columns) += left (rows × depth) · right, the right side packed by <see cref="Pack"/>.</summary>
    public static void Accumulate(MatrixView left, float* packedRight, int rows, int columns, int depth, MatrixView result)
    {
        var strip = stackalloc float[StripHeight * BlockDepth];
        var tile = stackalloc float[StripHeight * PanelWidth];
        var panels = (columns + PanelWidth - 1) / PanelWidth;
        for (var k0 = 0; k0 < depth; k0 += BlockDepth)
        {
            var deep = Math.Min(BlockDepth, depth - k0);
            var block = packedRight + (long)k0 * panels * PanelWidth;
            for (var row = 0; row < rows; row += StripHeight)
            {
                var height = Math.Min(StripHeight, rows - row);
                PackStrip(left.From(row, k0), height, deep, strip);
                for (var panel = 0; panel < panels; panel++)
                {
                    var width = Math.Min(PanelWidth, columns - panel * PanelWidth);
                    var target = result.From(row, panel * PanelWidth);
                    var whole = height == StripHeight && width == PanelWidth;
                    if (!whole) new Span<float>(tile, StripHeight * PanelWidth).Clear();
                    var data = whole ? target.Data : tile;
                    var stride = whole ? target.RowStride : PanelWidth;
                    Kernel(strip, block + (long)panel * deep * PanelWidth, deep, data, stride);
                    if (!whole) AddTile(tile, target, height, width);
                }
            }
        }
    }

    private static void PackStrip(MatrixView left, int height, int deep, float* strip)
    {
        for (var r = 0; r < StripHeight; r++)
        {
            var source = left.Data + (long)r * left.RowStride;
            for (var k = 0; k < deep; k++) strip[k * StripHeight + r] = r < height ? source[(long)k * left.ColumnStride] : 0;
        }
    }

    private static void AddTile(float* tile, MatrixView target, int height, int width)
    {
        for (var r = 0; r < height; r++)
        {
            for (var c = 0; c < width; c++) target.Data[(long)r * target.RowStride + c] += tile[r * PanelWidth + c];
        }
    }

    /// <summary>result (8 × 32) += strip · panel. Sixteen sums stay in registers over the whole depth.</summary>
    private static void Kernel(float* strip, float* panel, int depth, float* result, int stride)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        Vector512<float> e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default, h0 = default, h1 = default;
        for (var k = 0; k < depth; k++, strip += StripHeight, panel += PanelWidth)
        {
            var left = Vector512.Load(panel);
            var right = Vector512.Load(panel + 16);
            Step(strip[0], left, right, ref a0, ref a1);
            Step(strip[1], left, right, ref b0, ref b1);
            Step(strip[2], left, right, ref c0, ref c1);
            Step(strip[3], left, right, ref d0, ref d1);
            Step(strip[4], left, right, ref e0, ref e1);
            Step(strip[5], left, right, ref f0, ref f1);
            Step(strip[6], left, right, ref g0, ref g1);
            Step(strip[7], left, right, ref h0, ref h1);
        }

        Add(result, a0, a1);
        Add(result + stride, b0, b1);
        Add(result + 2 * stride, c0, c1);
        Add(result + 3 * stride, d0, d1);
        Add(result + 4 * stride, e0, e1);
        Add(result + 5 * stride, f0, f1);
        Add(result + 6 * stride, g0, g1);
        Add(result + 7 * stride, h0, h1);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Step(
        float factor, Vector512<float> left, Vector512<float> right, ref Vector512<float> sum0, ref Vector512<float> sum1)
    {
        var factors = Vector512.Create(factor);
        sum0 = Vector512.FusedMultiplyAdd(factors, left, sum0);
        sum1 = Vector512.FusedMultiplyAdd(factors, right, sum1);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Add(float* row, Vector512<float> left, Vector512<float> right)
    {
        (Vector512.Load(row) + left).Store(row);
        (Vector512.Load(row + 16) + right).Store(row + 16);
    }
}
