using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>Reads a frame's payload and believes none of the lengths in it.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public byte Byte() => Take(1)[0];

    public int Int32() => BitConverter.ToInt32(Take(sizeof(int)));

    public float Single() => BitConverter.ToSingle(Take(sizeof(float)));

    public string String() => Encoding.UTF8.GetString(Take(Count(1)));

    public int[] Int32s() => MemoryMarshal.Cast<byte, int>(Take(Count(sizeof(int)) * sizeof(int))).ToArray();

    public float[] Singles() => MemoryMarshal.Cast<byte, float>(Take(Count(sizeof(float)) * sizeof(float))).ToArray();

    /// <returns>A number of things that follow, each of at least so many bytes.</returns>
    public int Count(int size)
    {
        var count = Int32();
        return count >= 0 && count <= _rest.Length / size ? count : throw new MalformedFrameException("A frame promises more than it holds.");
    }

    /// <exception cref="MalformedFrameException">Something is left over.</exception>
    public readonly void End()
    {
        if (!_rest.IsEmpty) throw new MalformedFrameException("A frame is longer than what it says.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) throw new MalformedFrameException("A frame is shorter than what it says.");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
