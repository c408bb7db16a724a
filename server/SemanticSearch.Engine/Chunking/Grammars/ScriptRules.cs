namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>Ruby, PHP, Lua, Bash.</summary>
internal static class ScriptRules
{
    public static readonly GrammarRules Ruby = new()
    {
        Language = "ruby",
        Grammar = "ruby",
        Definitions =
        [
            new("class", ChunkKinds.Class) { IsContainer = true },
            new("module", ChunkKinds.Trait) { IsContainer = true },
            new("method", ChunkKinds.Function),
            new("singleton_method", ChunkKinds.Function),
            new("assignment", ChunkKinds.Constant) { Name = "left:constant", Body = "", NotInFunctions = true },
            new("call", ChunkKinds.Test)
            {
                Name = "arguments/^<string>|arguments/^<constant>", Body = "block", Keyword = "method", IsContainer = true,
                Words = ["it", "describe", "context", "test", "feature", "scenario"], Requires = "block",
            },
        ],
        Opaque = ["string", "heredoc_body"],
        ConstructorNames = ["initialize"],
        NameSeparators = ["::"],
    };

    public static readonly GrammarRules Php = new()
    {
        Language = "php",
        Grammar = "php",
        Definitions =
        [
            new("class_declaration", ChunkKinds.Class) { IsContainer = true },
            new("interface_declaration", ChunkKinds.Interface) { IsContainer = true },
            new("trait_declaration", ChunkKinds.Trait) { IsContainer = true },
            new("enum_declaration", ChunkKinds.Enum) { IsContainer = true },
            new("function_definition", ChunkKinds.Function),
            new("method_declaration", ChunkKinds.Function),
            new("const_declaration", ChunkKinds.Constant) { Name = "<const_element>/<name>", Body = "" },
            new("property_declaration", ChunkKinds.Field) { Name = "<property_element>/name", Body = "" },
        ],
        Attributes = ["attribute_list"],
        DocumentationMarks = ["/**"],
        FileScopes = new Dictionary<string, string> { ["namespace_definition"] = "name" },
        ConstructorNames = ["__construct"],
        NameSeparators = ["\\"],
    };

    public static readonly GrammarRules Lua = new()
    {
        Language = "lua",
        Grammar = "lua",
        Definitions =
        [
            new("function_declaration", ChunkKinds.Function),
            new("assignment_statement", ChunkKinds.Function)
            {
                Name = "<variable_list>", Requires = "<expression_list>/<function_definition>", Body = "<expression_list>/<function_definition>/body",
            },
            new("field", ChunkKinds.Function) { Requires = "value:function_definition", Body = "value/body" },
        ],
        Wrappers = ["variable_declaration"],
        NameSeparators = [":", "."],
    };

    public static readonly GrammarRules Bash = new()
    {
        Language = "bash",
        Grammar = "bash",
        Definitions = [new("function_definition", ChunkKinds.Function)],
        Opaque = ["string", "heredoc_body"],
    };
}
