using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>C# comes from Roslyn, in a vocabulary of our own that <see cref="CSharpReader"/> writes.</summary>
internal static class CSharpRules
{
    public const string Language = "csharp";

    public static readonly Vocabulary Vocabulary = new(Language, Enum.GetNames<CSharpSymbol>(), Enum.GetNames<CSharpField>());

    public static readonly GrammarRules Rules = new()
    {
        Language = Language,
        Definitions =
        [
            new(nameof(CSharpSymbol.Namespace), ChunkKinds.Module) { Name = Name, Body = Body, IsContainer = true },
            Type(CSharpSymbol.Class, ChunkKinds.Class),
            Type(CSharpSymbol.Struct, ChunkKinds.Struct),
            Type(CSharpSymbol.Interface, ChunkKinds.Interface),
            Type(CSharpSymbol.Record, ChunkKinds.Record),
            Type(CSharpSymbol.Enum, ChunkKinds.Enum) with { IsContainer = false },
            // Not a type in the sense of a scope with methods, but what C# 14 puts extension members into.
            Type(CSharpSymbol.Extension, null) with { FixedName = "extension" },
            Member(CSharpSymbol.Delegate, ChunkKinds.Type),
            Member(CSharpSymbol.Method, ChunkKinds.Method),
            Member(CSharpSymbol.LocalFunction, ChunkKinds.Function),
            Member(CSharpSymbol.Constructor, ChunkKinds.Constructor),
            Member(CSharpSymbol.Property, ChunkKinds.Property),
            Member(CSharpSymbol.Field, ChunkKinds.Field),
            Member(CSharpSymbol.Constant, ChunkKinds.Constant),
        ],
        Comments = [nameof(CSharpSymbol.Comment)],
        Attributes = [nameof(CSharpSymbol.Attribute)],
        DocumentationMarks = ["///", "/**"],
        FileScopes = new Dictionary<string, string> { [nameof(CSharpSymbol.FileScopedNamespace)] = Name },
    };

    private const string Name = nameof(CSharpField.Name), Body = nameof(CSharpField.Body);

    public static readonly LanguageRules Resolved = new(Rules, Vocabulary);

    private static DefinitionRule Type(CSharpSymbol symbol, string? kind) => new(symbol.ToString(), kind) { Name = Name, Body = Body, IsContainer = true };

    private static DefinitionRule Member(CSharpSymbol symbol, string kind) => new(symbol.ToString(), kind) { Name = Name, Body = Body };
}

internal enum CSharpSymbol : ushort
{
    Other,
    Comment,
    Attribute,
    Using,
    Namespace,
    FileScopedNamespace,
    Class,
    Struct,
    Interface,
    Record,
    Enum,
    Extension,
    Delegate,
    Method,
    LocalFunction,
    Constructor,
    Property,
    Field,
    Constant,
    Name,
    Body,
}

internal enum CSharpField : ushort
{
    None,
    Name,
    Body,
}
