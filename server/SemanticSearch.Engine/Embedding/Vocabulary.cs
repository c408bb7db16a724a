namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// The tokens of a static model, found by their characters without making a string. Open addressing over one block of characters;
/// immutable, so any number of threads may ask.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>Where the hash of a token starts; see <see cref="Extend"/>.</summary>
    public const uint HashSeed = 2_166_136_261; // FNV-1a

    private const uint HashPrime = 16_777_619; // FNV-1a
    private const uint Spread = 2_654_435_769; // 2^32 / golden ratio: takes the slot from the best-mixed bits

    private readonly string[] tokens;
    private readonly char[] characters;
    private readonly int[] starts;
    private readonly int[] slots; // token + 1, 0 where free
    private readonly int shift;

    /// <param name="tokens">Each once; a token's place is its id.</param>
    /// <exception cref="ArgumentException">A token is empty or is there twice.</exception>
    public Vocabulary(IReadOnlyList<string> tokens)
    {
        this.tokens = [.. tokens];
        characters = string.Concat(this.tokens).ToCharArray();
        starts = new int[this.tokens.Length + 1];
        var bits = 32 - int.LeadingZeroCount(Math.Max(4, 2 * this.tokens.Length));
        slots = new int[1 << bits];
        shift = 32 - bits;
        for (var id = 0; id < this.tokens.Length; id++)
        {
            var token = this.tokens[id];
            if (token.Length == 0) throw new ArgumentException($"Token {id} is empty.", nameof(tokens));
            starts[id + 1] = starts[id] + token.Length;
            var slot = SlotOf(token, HashOf(token));
            if (slots[slot] != 0) throw new ArgumentException($"Token '{token}' is there twice.", nameof(tokens));
            slots[slot] = id + 1;
            LongestToken = Math.Max(LongestToken, token.Length);
        }
    }

    public int Count => tokens.Length;

    /// <summary>Characters.</summary>
    public int LongestToken { get; }

    public IReadOnlyList<string> Tokens => tokens;

    /// <returns>The token's id, -1 where it is unknown.</returns>
    public int Find(ReadOnlySpan<char> token) => Find(token, HashOf(token));

    /// <param name="hash">The token's hash, for callers that grow a token character by character.</param>
    /// <inheritdoc cref="Find(ReadOnlySpan{char})"/>
    public int Find(ReadOnlySpan<char> token, uint hash) => slots[SlotOf(token, hash)] - 1;

    /// <returns>The hash of a token with one character more.</returns>
    public static uint Extend(uint hash, char character) => (hash ^ character) * HashPrime;

    private static uint HashOf(ReadOnlySpan<char> token)
    {
        var hash = HashSeed;
        foreach (var character in token) hash = Extend(hash, character);
        return hash;
    }

    /// <returns>The slot that holds the token, or the free one where it would go.</returns>
    private int SlotOf(ReadOnlySpan<char> token, uint hash)
    {
        var slot = (int)((hash * Spread) >> shift);
        while (slots[slot] != 0)
        {
            var id = slots[slot] - 1;
            if (token.SequenceEqual(characters.AsSpan(starts[id], starts[id + 1] - starts[id]))) return slot;
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }
}
