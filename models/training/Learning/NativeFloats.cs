using System.Runtime.InteropServices;

namespace SemanticSearch.Training.Learning;

/// <summary>A block of zeroed floats outside the collected heap, aligned for the widest vectors.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int Alignment = 64; // bytes: a cache line, and the widest vector

    public NativeFloats(long length)
    {
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(float)), Alignment);
        NativeMemory.Clear(Pointer, (nuint)(length * sizeof(float)));
    }

    ~NativeFloats() => NativeMemory.AlignedFree(Pointer);

    public float* Pointer { get; private set; }

    public long Length { get; }

    public Span<float> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<float>(Pointer + start, length);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        GC.SuppressFinalize(this);
    }
}
