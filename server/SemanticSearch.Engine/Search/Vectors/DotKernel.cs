using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Engine.Search.Vectors;

/// <summary>
/// Dot products of int8 codes (<see cref="Quantiser"/>: never -128), exact in 32-bit integers, whatever instructions do it.
/// </summary>
public static class DotKernel
{
    /// <summary>Rows that share one load of the query in the AVX2 kernel.</summary>
    private const int Lanes = 4;

    /// <param name="query">One row of codes.</param>
    /// <param name="rows">dots.Length rows of as many codes, one after the other.</param>
    public static void Dot(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, query.Length * dots.Length);
        if (Avx2.IsSupported) DotAvx2(query, rows, dots);
        else if (Dp.IsSupported) DotArm(query, rows, dots);
        else DotPortable(query, rows, dots);
    }

    /// <summary>What every other way must equal.</summary>
    internal static int DotScalar(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var sum = 0;
        for (var i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }

    internal static void DotPortable(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        var width = Vector<sbyte>.Count;
        var whole = query.Length - (query.Length % width);
        for (var row = 0; row < dots.Length; row++)
        {
            var codes = rows.Slice(row * query.Length, query.Length);
            var sum = Vector<int>.Zero;
            for (var i = 0; i < whole; i += width)
            {
                Vector.Widen(new Vector<sbyte>(query[i..]), out var queryLow, out var queryHigh);
                Vector.Widen(new Vector<sbyte>(codes[i..]), out var low, out var high);

                // A product is at most 127², so two of them still fit into 16 bits.
                Vector.Widen((queryLow * low) + (queryHigh * high), out var first, out var second);
                sum += first + second;
            }

            dots[row] = Vector.Sum(sum) + DotScalar(query[whole..], codes[whole..]);
        }
    }

    private static void DotAvx2(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        var dimensions = query.Length;
        var whole = dimensions - (dimensions % Vector256<sbyte>.Count);
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(rows);
        var row = 0;
        for (; row + Lanes <= dots.Length; row += Lanes)
        {
            ref var first = ref Unsafe.Add(ref r, (nint)row * dimensions);
            ref var second = ref Unsafe.Add(ref first, dimensions);
            ref var third = ref Unsafe.Add(ref second, dimensions);
            ref var fourth = ref Unsafe.Add(ref third, dimensions);
            Vector256<int> a = default, b = default, c = default, d = default;
            for (var i = 0; i < whole; i += Vector256<sbyte>.Count)
            {
                var codes = Vector256.LoadUnsafe(ref q, (nuint)i);
                var magnitudes = Avx2.Abs(codes);
                a += Products(codes, magnitudes, Vector256.LoadUnsafe(ref first, (nuint)i));
                b += Products(codes, magnitudes, Vector256.LoadUnsafe(ref second, (nuint)i));
                c += Products(codes, magnitudes, Vector256.LoadUnsafe(ref third, (nuint)i));
                d += Products(codes, magnitudes, Vector256.LoadUnsafe(ref fourth, (nuint)i));
            }

            // Four sums at once: pairs, pairs of pairs, then the two halves.
            var sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
            (sums.GetLower() + sums.GetUpper()).CopyTo(dots[row..]);
        }

        for (; row < dots.Length; row++)
        {
            ref var codes = ref Unsafe.Add(ref r, (nint)row * dimensions);
            var sum = Vector256<int>.Zero;
            for (var i = 0; i < whole; i += Vector256<sbyte>.Count)
            {
                var part = Vector256.LoadUnsafe(ref q, (nuint)i);
                sum += Products(part, Avx2.Abs(part), Vector256.LoadUnsafe(ref codes, (nuint)i));
            }

            dots[row] = Vector256.Sum(sum);
        }

        if (whole == dimensions) return;
        for (row = 0; row < dots.Length; row++)
            dots[row] += DotScalar(query[whole..], rows.Slice((row * dimensions) + whole, dimensions - whole));
    }

    /// <remarks>
    /// The instruction multiplies unsigned by signed, so the query gives its magnitudes and the row takes over its signs. Sums of two
    /// products stay within 16 bits: 2 × 127² &lt; 2¹⁵.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<sbyte> query, Vector256<byte> magnitudes, Vector256<sbyte> row) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(magnitudes, Avx2.Sign(row, query)), Vector256<short>.One);

    private static void DotArm(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> rows, Span<int> dots)
    {
        var whole = query.Length - (query.Length % Vector128<sbyte>.Count);
        ref var q = ref MemoryMarshal.GetReference(query);
        for (var row = 0; row < dots.Length; row++)
        {
            var codes = rows.Slice(row * query.Length, query.Length);
            ref var r = ref MemoryMarshal.GetReference(codes);
            var sum = Vector128<int>.Zero;
            for (var i = 0; i < whole; i += Vector128<sbyte>.Count)
                sum = Dp.DotProduct(sum, Vector128.LoadUnsafe(ref q, (nuint)i), Vector128.LoadUnsafe(ref r, (nuint)i));
            dots[row] = Vector128.Sum(sum) + DotScalar(query[whole..], codes[whole..]);
        }
    }
}
