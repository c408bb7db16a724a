namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>SQL, Markdown and settings files.</summary>
internal static class DataRules
{
    public static readonly GrammarRules Sql = new()
    {
        Language = "sql",
        Grammar = "sql",
        Definitions =
        [
            Create("create_table", ChunkKinds.Type),
            Create("create_view", ChunkKinds.Type),
            Create("create_materialized_view", ChunkKinds.Type),
            Create("create_type", ChunkKinds.Type),
            Create("create_function", ChunkKinds.Function) with { Body = "<function_body>" },
            Create("create_trigger", ChunkKinds.Function),
        ],
        Comments = ["comment", "marginalia"],
        Wrappers = ["statement"],
    };

    public static readonly GrammarRules Markdown = new()
    {
        Language = "markdown",
        Grammar = "markdown",
        Definitions =
        [
            new("section", ChunkKinds.Section)
            {
                Name = "<atx_heading>/heading_content|<setext_heading>/heading_content", Body = "", IsContainer = true,
            },
        ],
        Comments = [],
        Opaque = ["paragraph", "fenced_code_block"],
    };

    public static readonly GrammarRules Json = new()
    {
        Language = "json",
        Grammar = "json",
        Definitions = [Key("pair", "value:object|value:array")],
        Opaque = ["string"],
    };

    public static readonly GrammarRules Yaml = new()
    {
        Language = "yaml",
        Grammar = "yaml",
        Definitions = [Key("block_mapping_pair", "value:block_node/<block_mapping>|value:block_node/<block_sequence>")],
        Opaque = ["plain_scalar", "block_scalar"],
    };

    public static readonly GrammarRules Toml = new()
    {
        Language = "toml",
        Grammar = "toml",
        Definitions = [Table("table"), Table("table_array_element")],
    };

    private static DefinitionRule Create(string node, string kind) => new(node, kind) { Name = "<object_reference>", Body = "" };

    private static DefinitionRule Key(string node, string value) =>
        new(node, ChunkKinds.Section) { Name = "key", Requires = value, Body = "value", IsContainer = true, IsOutline = true };

    private static DefinitionRule Table(string node) =>
        new(node, ChunkKinds.Section) { Name = "<bare_key>|<dotted_key>|<quoted_key>", Body = "", IsOutline = true };
}
