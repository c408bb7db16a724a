namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>JavaScript, TypeScript, TSX, HTML, CSS.</summary>
internal static class WebRules
{
    private const string FunctionValue = "value:arrow_function|value:function_expression|value:generator_function";

    private static readonly DefinitionRule[] ScriptDefinitions =
    [
        new("function_declaration", ChunkKinds.Function),
        new("generator_function_declaration", ChunkKinds.Function),
        new("class_declaration", ChunkKinds.Class) { IsContainer = true },
        new("method_definition", ChunkKinds.Function),
        new("variable_declarator", ChunkKinds.Function) { Requires = FunctionValue, Body = "value/body" },
        new("variable_declarator", ChunkKinds.Class) { Requires = "value:class", Body = "value/body", IsContainer = true },
        new("variable_declarator", ChunkKinds.Constant) { Name = "name:identifier", Body = "", NotInFunctions = true },
        new("pair", ChunkKinds.Function) { Name = "key", Requires = FunctionValue, Body = "value/body" },
        new("assignment_expression", ChunkKinds.Function)
        {
            Name = "left:identifier|left:member_expression", Requires = "right:arrow_function|right:function_expression|right:generator_function",
            Body = "right/body",
        },
        new("call_expression", ChunkKinds.Test)
        {
            Name = "arguments/^<string>|arguments/^<template_string>", Keyword = "function", Words = ["it", "test", "describe", "suite", "context"],
            Body = "arguments/<arrow_function>/body|arguments/<function_expression>/body", IsContainer = true,
        },
    ];

    private static readonly DefinitionRule[] TypedDefinitions =
    [
        .. ScriptDefinitions,
        new("abstract_class_declaration", ChunkKinds.Class) { IsContainer = true },
        new("interface_declaration", ChunkKinds.Interface) { IsContainer = true },
        new("enum_declaration", ChunkKinds.Enum),
        new("type_alias_declaration", ChunkKinds.Type) { Body = "" },
        new("internal_module", ChunkKinds.Module) { IsContainer = true },
        new("module", ChunkKinds.Module) { IsContainer = true },
        new("function_signature", ChunkKinds.Function) { Body = "" },
        new("method_signature", ChunkKinds.Method) { Body = "" },
        new("abstract_method_signature", ChunkKinds.Method) { Body = "" },
        new("public_field_definition", ChunkKinds.Method) { Requires = FunctionValue, Body = "value/body" },
        new("public_field_definition", ChunkKinds.Field) { Body = "" },
    ];

    public static readonly GrammarRules JavaScript = new()
    {
        Language = "javascript",
        Grammar = "javascript",
        Definitions =
        [
            .. ScriptDefinitions,
            new("field_definition", ChunkKinds.Method) { Name = "property", Requires = FunctionValue, Body = "value/body" },
            new("field_definition", ChunkKinds.Field) { Name = "property", Body = "" },
        ],
        Attributes = ["decorator"],
        Wrappers = ["export_statement", "lexical_declaration", "variable_declaration", "expression_statement"],
        Opaque = ["string"],
        DocumentationMarks = ["/**"],
        ConstructorNames = ["constructor"],
        // "A.prototype.b" is b of A; the longer separator comes first.
        NameSeparators = [".prototype.", "."],
        EmptyQualifiers = ["exports", "module.exports", "module", "this", "window"],
    };

    public static readonly GrammarRules TypeScript = JavaScript with
    {
        Language = "typescript",
        Grammar = "typescript",
        Definitions = TypedDefinitions,
        Wrappers = [.. JavaScript.Wrappers, "ambient_declaration"],
    };

    public static readonly GrammarRules Tsx = TypeScript with { Language = "tsx", Grammar = "tsx" };

    public static readonly GrammarRules Html = new() { Language = "html", Grammar = "html", Definitions = [], Opaque = ["start_tag", "end_tag"] };

    public static readonly GrammarRules Css = new()
    {
        Language = "css",
        Grammar = "css",
        Definitions =
        [
            new("rule_set", ChunkKinds.Section) { Name = "<selectors>", Body = "<block>", IsOutline = true },
            new("keyframes_statement", ChunkKinds.Section) { Name = "<keyframes_name>", Body = "<keyframe_block_list>", IsOutline = true },
            new("media_statement", ChunkKinds.Section)
            {
                Name = "<feature_query>|<binary_query>|<keyword_query>|<parenthesized_query>", FixedName = "@media", Body = "<block>", IsOutline = true,
                IsContainer = true,
            },
        ],
        Opaque = ["declaration", "selectors"],
    };
}
