namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>
/// What a language's definitions look like, as data. Paths lead from a node to one below it: steps divided by '/', alternatives by '|'. A
/// step is a field ("name"), a node type in brackets ("&lt;identifier&gt;") or both ("left:identifier"), with '^' before it (only the first
/// child that is not a comment) or '*' behind it (as long as there is one).
/// </summary>
internal sealed record GrammarRules
{
    /// <summary>Kinds whose functions are methods.</summary>
    public static readonly string[] TypeKinds =
        [ChunkKinds.Class, ChunkKinds.Interface, ChunkKinds.Struct, ChunkKinds.Enum, ChunkKinds.Record, ChunkKinds.Trait];

    /// <summary>A name of <see cref="Languages"/>.</summary>
    public required string Language { get; init; }

    /// <summary>The grammar's name in the native library; null where another parser fills the table.</summary>
    public string? Grammar { get; init; }

    public required IReadOnlyList<DefinitionRule> Definitions { get; init; }

    public IReadOnlyList<string> Comments { get; init; } = ["comment"];

    /// <summary>Nodes that belong to the definition after them: attributes, annotations, a Haskell type signature.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Nodes around a single definition that belong to it: a decorated or an exported one.</summary>
    public IReadOnlyList<string> Wrappers { get; init; } = [];

    /// <summary>Nodes that are the body of the definition before them, where a grammar makes them siblings.</summary>
    public IReadOnlyList<string> Trailers { get; init; } = [];

    /// <summary>Nodes whose inside is of no interest.</summary>
    public IReadOnlyList<string> Opaque { get; init; } = [];

    /// <summary>How a comment or attribute begins that documents; null when every comment right above a definition does.</summary>
    public IReadOnlyList<string>? DocumentationMarks { get; init; }

    /// <summary>Nodes that name the scope of everything behind them in the file, such as a package clause, with the path to the name.</summary>
    public IReadOnlyDictionary<string, string> FileScopes { get; init; } = new Dictionary<string, string>();

    /// <summary>Names that make a method a constructor.</summary>
    public IReadOnlyList<string> ConstructorNames { get; init; } = [];

    /// <summary>What divides a qualified name; what stands before the last one is scope.</summary>
    public IReadOnlyList<string> NameSeparators { get; init; } = [];

    /// <summary>What stands before a separator and is no scope, such as "module.exports".</summary>
    public IReadOnlyList<string> EmptyQualifiers { get; init; } = [];
}

/// <param name="Node">The node's type.</param>
/// <param name="Kind">One of <see cref="ChunkKinds"/>, or null for what only gives a scope, such as a Rust impl block.</param>
internal sealed record DefinitionRule(string Node, string? Kind)
{
    public string Name { get; init; } = "name";

    /// <summary>Path to the body; where it leads nowhere the definition has none.</summary>
    public string Body { get; init; } = "body";

    /// <summary>Whether members stand on their own: a class does, a function does not.</summary>
    public bool IsContainer { get; init; }

    /// <summary>A path that must lead somewhere.</summary>
    public string? Requires { get; init; }

    /// <summary>A path whose text must be one of <see cref="Words"/>.</summary>
    public string? Keyword { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Path to documentation inside the definition, and how it must begin.</summary>
    public string? Docstring { get; init; }

    public string DocstringMark { get; init; } = "";

    /// <summary>Path to a name that goes into the scope: a Go method's receiver.</summary>
    public string? Receiver { get; init; }

    /// <summary>Only at the top of a file or in a type, not inside functions.</summary>
    public bool NotInFunctions { get; init; }

    /// <summary>Neighbours of the same name are one definition: the equations of a Haskell function.</summary>
    public bool MergesClauses { get; init; }

    /// <summary>The name a definition without one gets, such as a constructor's keyword.</summary>
    public string? FixedName { get; init; }

    /// <summary>A word that must stand before the name, where one node type serves classes, structs and extensions.</summary>
    public string? HeadWord { get; init; }

    /// <summary>Gives chunks a symbol and a scope but is no definition that anyone looks up: a key of a settings file, a style rule.</summary>
    public bool IsOutline { get; init; }
}
