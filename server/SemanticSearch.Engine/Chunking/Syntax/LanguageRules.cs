using SemanticSearch.Engine.Chunking.Grammars;

namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>A language's <see cref="GrammarRules"/>, resolved to tables by symbol. Immutable, shared by all threads.</summary>
internal sealed class LanguageRules
{
    private readonly Role[] _roles;
    private readonly ResolvedRule[]?[] _definitions;
    private readonly NodePath?[] _fileScopes;

    public LanguageRules(GrammarRules source, Vocabulary vocabulary)
    {
        Source = source;
        Vocabulary = vocabulary;
        _roles = new Role[vocabulary.SymbolCount];
        _definitions = new ResolvedRule[vocabulary.SymbolCount][];
        _fileScopes = new NodePath[vocabulary.SymbolCount];
        Mark(source.Comments, Role.Comment | Role.Opaque);
        Mark(source.Attributes, Role.Attribute);
        Mark(source.Wrappers, Role.Wrapper);
        Mark(source.Opaque, Role.Opaque);
        Mark(source.Trailers, Role.Trailer);
        foreach (var group in source.Definitions.GroupBy(rule => rule.Node))
        {
            var resolved = group.Select(rule => new ResolvedRule(rule, vocabulary)).ToArray();
            foreach (var symbol in vocabulary.Symbols(group.Key)) _definitions[symbol] = resolved;
        }
        foreach (var (node, path) in source.FileScopes)
        {
            foreach (var symbol in vocabulary.Symbols(node)) _fileScopes[symbol] = new NodePath(path, vocabulary);
        }
    }

    [Flags]
    private enum Role : byte
    {
        None = 0,
        Comment = 1,
        Attribute = 2,
        Wrapper = 4,
        Opaque = 8,
        Trailer = 16,
    }

    public GrammarRules Source { get; }

    public Vocabulary Vocabulary { get; }

    public bool IsComment(ushort symbol) => Has(symbol, Role.Comment);

    /// <summary>A comment or attribute: what sticks to the definition behind it.</summary>
    public bool IsLead(ushort symbol) => Has(symbol, Role.Comment | Role.Attribute);

    public bool IsWrapper(ushort symbol) => Has(symbol, Role.Wrapper);

    public bool IsTrailer(ushort symbol) => Has(symbol, Role.Trailer);

    public bool IsOpaque(ushort symbol) => Has(symbol, Role.Opaque);

    public ReadOnlySpan<ResolvedRule> DefinitionsOf(ushort symbol) => symbol < _definitions.Length ? _definitions[symbol] : null;

    public NodePath? FileScopeOf(ushort symbol) => symbol < _fileScopes.Length ? _fileScopes[symbol] : null;

    private bool Has(ushort symbol, Role role) => symbol < _roles.Length && (_roles[symbol] & role) != 0;

    private void Mark(IReadOnlyList<string> nodes, Role role)
    {
        foreach (var symbol in nodes.SelectMany(Vocabulary.Symbols)) _roles[symbol] |= role;
    }
}

/// <summary>A <see cref="DefinitionRule"/> with its paths resolved.</summary>
internal sealed class ResolvedRule(DefinitionRule source, Vocabulary vocabulary)
{
    public DefinitionRule Source { get; } = source;

    public NodePath Name { get; } = new(source.Name, vocabulary);

    public NodePath? Body { get; } = Optional(source.Body, vocabulary);

    public NodePath? Requires { get; } = Optional(source.Requires, vocabulary);

    public NodePath? Keyword { get; } = Optional(source.Keyword, vocabulary);

    public NodePath? Docstring { get; } = Optional(source.Docstring, vocabulary);

    public NodePath? Receiver { get; } = Optional(source.Receiver, vocabulary);

    private static NodePath? Optional(string? path, Vocabulary vocabulary) => string.IsNullOrEmpty(path) ? null : new NodePath(path, vocabulary);
}
