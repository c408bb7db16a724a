namespace SemanticSearch.Training.Mining;

/// <summary>Chances that depend only on a place in a repository: the same on every run and in every order.</summary>
internal sealed class Coin
{
    private ulong state = 14_695_981_039_346_656_037; // FNV-1a

    public Coin(string text, int number)
    {
        foreach (var character in text) state = (state ^ character) * 1_099_511_628_211;
        state ^= (ulong)(uint)number << 16;
    }

    /// <summary>Whether something of this chance happens.</summary>
    public bool Next(double chance) => NextDouble() < chance;

    /// <returns>0 to 1, by SplitMix64.</returns>
    public double NextDouble()
    {
        state += 0x9E3779B97F4A7C15;
        var value = state;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return ((value ^ (value >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
