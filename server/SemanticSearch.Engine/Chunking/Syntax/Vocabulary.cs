namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>The node types and fields that a parser speaks in.</summary>
internal sealed class Vocabulary(string owner, IReadOnlyList<string> symbolNames, IReadOnlyList<string> fieldNames)
{
    private readonly ILookup<string, ushort> _symbols =
        Enumerable.Range(0, symbolNames.Count).ToLookup(index => symbolNames[index], index => (ushort)index, StringComparer.Ordinal);

    public int SymbolCount => symbolNames.Count;

    public string NameOf(ushort symbol) => symbol < symbolNames.Count ? symbolNames[symbol] : "ERROR";

    public string NameOfField(ushort field) => fieldNames[field];

    /// <returns>Every symbol of that name: a grammar may have several.</returns>
    /// <exception cref="ArgumentException">There is none: the rules and the grammar's version do not fit.</exception>
    public ushort[] Symbols(string name)
    {
        var found = _symbols[name].ToArray();
        return found.Length > 0 ? found : throw new ArgumentException($"The grammar of {owner} has no node '{name}'.", nameof(name));
    }

    public ushort Field(string name)
    {
        for (var field = 1; field < fieldNames.Count; field++)
        {
            if (fieldNames[field] == name) return (ushort)field;
        }
        throw new ArgumentException($"The grammar of {owner} has no field '{name}'.", nameof(name));
    }
}
