using System.Buffers.Binary;
using System.Text;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>A file that must not reach llama.cpp.</summary>
/// <param name="Name">What is broken; its name in broken-models.txt.</param>
internal sealed record BrokenModel(string Name, Func<byte[]> Write)
{
    /// <summary>All of them, by what is broken.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<BrokenModel> Models)> Groups { get; } =
    [
        ("llama.cpp is known to end the process", BrokenFiles.KnownAborts),
        ("no model at all", BrokenFiles.NoModels),
        ("header", BrokenHeaders.All),
        ("purpose and architecture", BrokenNetworks.Purposes),
        ("sizes", BrokenNetworks.Sizes),
        ("other numbers of the network", BrokenNetworks.Numbers),
        ("tokenizer", BrokenTokenizers.All),
        ("tensors", BrokenTensors.All),
    ];

    /// <summary>A model with one thing changed.</summary>
    public static BrokenModel Of(string name, string architecture, Action<SmallModel> change)
        => new(name, () =>
        {
            var model = SmallModel.Of(architecture);
            change(model);
            return model.ToBytes();
        });

    /// <summary>A good file with some bytes changed.</summary>
    public static BrokenModel Patched(string name, Action<byte[]> change)
        => new(name, () =>
        {
            var bytes = SmallModel.Of("nomic-bert").ToBytes();
            change(bytes);
            return bytes;
        });

    /// <returns>The byte behind a key or a tensor's name.</returns>
    public static int Behind(byte[] bytes, string name)
    {
        var needle = new byte[8 + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt64LittleEndian(needle, needle.Length - 8);
        Encoding.UTF8.GetBytes(name, needle.AsSpan(8));
        var at = bytes.AsSpan().IndexOf(needle);
        return at >= 0 ? at + needle.Length : throw new ArgumentException($"There is no '{name}' in the file.", nameof(name));
    }
}
