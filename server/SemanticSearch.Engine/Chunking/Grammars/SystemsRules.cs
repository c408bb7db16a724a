namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>C, C++, Rust, Go, Swift, Dart.</summary>
internal static class SystemsRules
{
    private const string FunctionDeclarator =
        "declarator:function_declarator|declarator:pointer_declarator/declarator:function_declarator";

    private const string ReferenceDeclarator = "declarator:reference_declarator/<function_declarator>";

    private static readonly DefinitionRule[] CDefinitions =
    [
        // The name lies at the end of any number of pointers, arrays and parameter lists.
        new("function_definition", ChunkKinds.Function) { Name = "declarator*", Requires = "declarator" },
        new("declaration", ChunkKinds.Function) { Name = "declarator*", Body = "", Requires = FunctionDeclarator, NotInFunctions = true },
        new("struct_specifier", ChunkKinds.Struct) { Requires = "body" },
        new("union_specifier", ChunkKinds.Struct) { Requires = "body" },
        new("enum_specifier", ChunkKinds.Enum) { Requires = "body" },
        new("type_definition", ChunkKinds.Type) { Name = "declarator:type_identifier", Body = "" },
        new("preproc_def", ChunkKinds.Macro) { Body = "value" },
        new("preproc_function_def", ChunkKinds.Macro) { Body = "value" },
    ];

    public static readonly GrammarRules C = new()
    {
        Language = "c",
        Grammar = "c",
        Definitions = CDefinitions,
        Opaque = ["string_literal", "preproc_include"],
    };

    public static readonly GrammarRules Cpp = new()
    {
        Language = "cpp",
        Grammar = "cpp",
        Definitions =
        [
            // A reference has no field that leads to what it refers to.
            new("function_definition", ChunkKinds.Function) { Name = ReferenceDeclarator + "/declarator", Requires = ReferenceDeclarator },
            .. CDefinitions.Where(rule => rule.Node != "struct_specifier"),
            new("struct_specifier", ChunkKinds.Struct) { Requires = "body", IsContainer = true },
            new("class_specifier", ChunkKinds.Class) { Requires = "body", IsContainer = true },
            new("namespace_definition", ChunkKinds.Module) { IsContainer = true, FixedName = "" },
            new("concept_definition", ChunkKinds.Type) { Body = "" },
            new("alias_declaration", ChunkKinds.Type) { Body = "" },
            new("field_declaration", ChunkKinds.Method) { Name = ReferenceDeclarator + "/declarator", Requires = ReferenceDeclarator, Body = "" },
            new("field_declaration", ChunkKinds.Method) { Name = "declarator*", Requires = FunctionDeclarator, Body = "" },
        ],
        Wrappers = ["template_declaration"],
        Opaque = ["string_literal", "preproc_include"],
        NameSeparators = ["::"],
    };

    public static readonly GrammarRules Rust = new()
    {
        Language = "rust",
        Grammar = "rust",
        Definitions =
        [
            new("function_item", ChunkKinds.Function),
            new("function_signature_item", ChunkKinds.Function) { Body = "" },
            new("struct_item", ChunkKinds.Struct),
            new("union_item", ChunkKinds.Struct),
            new("enum_item", ChunkKinds.Enum),
            new("trait_item", ChunkKinds.Trait) { IsContainer = true },
            new("impl_item", null) { Name = "type:generic_type/type|type", IsContainer = true },
            new("mod_item", ChunkKinds.Module) { Requires = "body", IsContainer = true },
            new("const_item", ChunkKinds.Constant) { Body = "" },
            new("static_item", ChunkKinds.Constant) { Body = "" },
            new("type_item", ChunkKinds.Type) { Body = "" },
            new("macro_definition", ChunkKinds.Macro) { Body = "" },
        ],
        Comments = ["line_comment", "block_comment"],
        Attributes = ["attribute_item"],
        Opaque = ["string_literal", "raw_string_literal", "use_declaration", "attribute_item"],
        DocumentationMarks = ["///", "/**"],
    };

    public static readonly GrammarRules Go = new()
    {
        Language = "go",
        Grammar = "go",
        Definitions =
        [
            new("function_declaration", ChunkKinds.Function),
            new("method_declaration", ChunkKinds.Method)
            {
                Receiver = "receiver/<parameter_declaration>/type:pointer_type/<type_identifier>|receiver/<parameter_declaration>/type:type_identifier"
                    + "|receiver/<parameter_declaration>/type:pointer_type/<generic_type>/type|receiver/<parameter_declaration>/type:generic_type/type",
            },
            new("type_spec", ChunkKinds.Struct) { Requires = "type:struct_type", Body = "type" },
            new("type_spec", ChunkKinds.Interface) { Requires = "type:interface_type", Body = "type" },
            new("type_spec", ChunkKinds.Type) { Body = "" },
            new("type_alias", ChunkKinds.Type) { Body = "" },
            new("const_spec", ChunkKinds.Constant) { Body = "", NotInFunctions = true },
            new("var_spec", ChunkKinds.Constant) { Body = "", NotInFunctions = true },
        ],
        Wrappers = ["type_declaration", "const_declaration", "var_declaration", "var_spec_list"],
        Opaque = ["interpreted_string_literal", "raw_string_literal", "import_declaration"],
        FileScopes = new Dictionary<string, string> { ["package_clause"] = "<package_identifier>" },
    };

    public static readonly GrammarRules Swift = new()
    {
        Language = "swift",
        Grammar = "swift",
        Definitions =
        [
            SwiftType(ChunkKinds.Struct) with { HeadWord = "struct" },
            SwiftType(ChunkKinds.Enum) with { HeadWord = "enum" },
            SwiftType(null) with { HeadWord = "extension" },
            SwiftType(ChunkKinds.Class),
            new("protocol_declaration", ChunkKinds.Interface) { IsContainer = true },
            new("function_declaration", ChunkKinds.Function),
            new("protocol_function_declaration", ChunkKinds.Function) { Body = "" },
            new("init_declaration", ChunkKinds.Constructor) { Name = "<identifier>", FixedName = "init" },
            new("deinit_declaration", ChunkKinds.Method) { Name = "<identifier>", FixedName = "deinit" },
            new("subscript_declaration", ChunkKinds.Property) { Name = "<identifier>", FixedName = "subscript", Body = "<computed_property>" },
            new("property_declaration", ChunkKinds.Property) { Body = "computed_value", NotInFunctions = true },
            new("typealias_declaration", ChunkKinds.Type) { Body = "" },
        ],
        Comments = ["comment", "multiline_comment"],
        Opaque = ["line_string_literal", "multi_line_string_literal", "import_declaration"],
        DocumentationMarks = ["///", "/**"],
    };

    public static readonly GrammarRules Dart = new()
    {
        Language = "dart",
        Grammar = "dart",
        Definitions =
        [
            new("class_definition", ChunkKinds.Class) { IsContainer = true },
            new("mixin_declaration", ChunkKinds.Trait) { Name = "<identifier>", Body = "<class_body>", IsContainer = true },
            new("extension_declaration", null) { Name = "name|class", IsContainer = true },
            new("enum_declaration", ChunkKinds.Enum) { IsContainer = true },
            new("function_signature", ChunkKinds.Function) { Body = "" },
            new("getter_signature", ChunkKinds.Property) { Body = "" },
            new("setter_signature", ChunkKinds.Property) { Body = "" },
            new("constructor_signature", ChunkKinds.Constructor) { Body = "" },
            new("constant_constructor_signature", ChunkKinds.Constructor) { Name = "<qualified>", Body = "" },
            new("factory_constructor_signature", ChunkKinds.Constructor) { Name = "<identifier>", Body = "" },
            new("type_alias", ChunkKinds.Type) { Name = "<type_identifier>", Body = "" },
            new("initialized_identifier", ChunkKinds.Field) { Name = "<identifier>", Body = "", NotInFunctions = true },
            new("static_final_declaration", ChunkKinds.Constant) { Name = "<identifier>", Body = "", NotInFunctions = true },
        ],
        Comments = ["comment", "documentation_comment"],
        Attributes = ["annotation", "marker_annotation"],
        Wrappers = ["method_signature", "declaration", "initialized_identifier_list", "static_final_declaration_list"],
        // A Dart body is the sibling of its signature.
        Trailers = ["function_body"],
        Opaque = ["string_literal", "import_or_export"],
        DocumentationMarks = ["///", "/**"],
    };

    private static DefinitionRule SwiftType(string? kind) => new("class_declaration", kind) { IsContainer = true };
}
