using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>
/// What a unigram tokenizer replaces before it begins: a trie, packed as a double array of 32-bit units, and the replacements behind it.
/// llama.cpp follows it with a text in hand and ends the process when a unit points outside.
/// </summary>
internal static class CharacterMap
{
    private const string Key = "tokenizer.ggml.precompiled_charsmap";
    private const int SizeBytes = 4;

    /// <exception cref="ModelFormatException">Some text would lead outside of the map.</exception>
    public static void Check(ModelKeys keys)
    {
        if (!keys.Has(Key)) return;
        var map = keys.IsOfType<sbyte[]>(Key)
            ? MemoryMarshal.AsBytes<sbyte>(keys.Array<sbyte[]>(Key, "a list of bytes")).ToArray()
            : keys.Array<byte[]>(Key, "a list of bytes");
        var trieBytes = map.Length >= SizeBytes ? BinaryPrimitives.ReadUInt32LittleEndian(map) : 0;
        if (trieBytes == 0 || trieBytes % sizeof(uint) != 0 || trieBytes >= map.Length - SizeBytes || map[^1] != 0)
        {
            throw keys.Refuse(Key, "is cut off");
        }

        var trie = new uint[trieBytes / sizeof(uint)];
        for (var i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(map.AsSpan(SizeBytes + i * sizeof(uint)));
        if (!StaysInside(trie, replacementBytes: map.Length - SizeBytes - (int)trieBytes)) throw keys.Refuse(Key, "points outside of itself");
    }

    /// <summary>Goes every way that a text can take.</summary>
    private static bool StaysInside(uint[] trie, int replacementBytes)
    {
        var visited = new HashSet<uint>();
        var open = new Stack<uint>();
        open.Push(BaseOf(trie[0]));
        while (open.TryPop(out var state))
        {
            if (!visited.Add(state)) continue;
            for (uint letter = 1; letter < 256; letter++)
            {
                var child = state ^ letter;
                if (child >= trie.Length) return false;
                if (LetterOf(trie[child]) != letter) continue;
                var next = child ^ BaseOf(trie[child]);
                if (IsEnd(trie[child]) && (next >= trie.Length || ReplacementOf(trie[next]) >= replacementBytes)) return false;
                open.Push(next);
            }
        }

        return true;
    }

    private static uint BaseOf(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static uint LetterOf(uint unit) => unit & (1u << 31 | 0xFF);

    private static bool IsEnd(uint unit) => (unit >> 8 & 1) != 0;

    private static uint ReplacementOf(uint unit) => unit & int.MaxValue;
}
