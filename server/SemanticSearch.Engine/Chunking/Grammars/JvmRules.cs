namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>Java, Kotlin, Scala.</summary>
internal static class JvmRules
{
    private static readonly string[] BlockDocumentation = ["/**"];

    public static readonly GrammarRules Java = new()
    {
        Language = "java",
        Grammar = "java",
        Definitions =
        [
            new("class_declaration", ChunkKinds.Class) { IsContainer = true },
            new("interface_declaration", ChunkKinds.Interface) { IsContainer = true },
            new("annotation_type_declaration", ChunkKinds.Interface) { IsContainer = true },
            new("enum_declaration", ChunkKinds.Enum) { IsContainer = true },
            new("record_declaration", ChunkKinds.Record) { IsContainer = true },
            new("method_declaration", ChunkKinds.Method),
            new("constructor_declaration", ChunkKinds.Constructor),
            new("compact_constructor_declaration", ChunkKinds.Constructor),
            new("field_declaration", ChunkKinds.Field) { Name = "declarator/name", Body = "" },
            new("constant_declaration", ChunkKinds.Constant) { Name = "declarator/name", Body = "" },
        ],
        Comments = ["line_comment", "block_comment"],
        Opaque = ["string_literal", "import_declaration"],
        DocumentationMarks = BlockDocumentation,
        FileScopes = new Dictionary<string, string> { ["package_declaration"] = "<scoped_identifier>|<identifier>" },
    };

    public static readonly GrammarRules Kotlin = new()
    {
        Language = "kotlin",
        Grammar = "kotlin",
        Definitions =
        [
            KotlinType(ChunkKinds.Interface) with { HeadWord = "interface" },
            KotlinType(ChunkKinds.Enum) with { Requires = "<enum_class_body>" },
            KotlinType(ChunkKinds.Class),
            new("object_declaration", ChunkKinds.Class) { Name = "<type_identifier>", Body = "<class_body>", IsContainer = true },
            new("companion_object", ChunkKinds.Class) { Name = "<type_identifier>", FixedName = "Companion", Body = "<class_body>", IsContainer = true },
            new("function_declaration", ChunkKinds.Function) { Name = "<simple_identifier>", Body = "<function_body>" },
            new("secondary_constructor", ChunkKinds.Constructor) { Name = "<identifier>", FixedName = "constructor", Body = "<statements>" },
            new("property_declaration", ChunkKinds.Property) { Name = "<variable_declaration>/<simple_identifier>", Body = "", NotInFunctions = true },
            new("type_alias", ChunkKinds.Type) { Name = "<type_identifier>", Body = "" },
        ],
        Comments = ["line_comment", "multiline_comment"],
        Opaque = ["string_literal", "import_header"],
        DocumentationMarks = BlockDocumentation,
        FileScopes = new Dictionary<string, string> { ["package_header"] = "<identifier>" },
    };

    public static readonly GrammarRules Scala = new()
    {
        Language = "scala",
        Grammar = "scala",
        Definitions =
        [
            new("class_definition", ChunkKinds.Class) { IsContainer = true },
            new("object_definition", ChunkKinds.Class) { IsContainer = true },
            new("package_object", ChunkKinds.Module) { IsContainer = true },
            new("trait_definition", ChunkKinds.Trait) { IsContainer = true },
            new("enum_definition", ChunkKinds.Enum) { IsContainer = true },
            new("function_definition", ChunkKinds.Function),
            new("function_declaration", ChunkKinds.Function) { Body = "" },
            new("val_definition", ChunkKinds.Constant) { Name = "pattern:identifier", Body = "", NotInFunctions = true },
            new("given_definition", ChunkKinds.Constant),
            new("type_definition", ChunkKinds.Type) { Body = "" },
            new("extension_definition", null) { Name = "parameters/<parameter>/type", FixedName = "extension", IsContainer = true },
        ],
        Comments = ["comment", "block_comment"],
        Opaque = ["string", "import_declaration"],
        DocumentationMarks = BlockDocumentation,
        FileScopes = new Dictionary<string, string> { ["package_clause"] = "name" },
    };

    private static DefinitionRule KotlinType(string kind) =>
        new("class_declaration", kind) { Name = "<type_identifier>", Body = "<class_body>|<enum_class_body>", IsContainer = true };
}
