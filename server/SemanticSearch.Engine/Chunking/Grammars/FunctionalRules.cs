namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>Elixir and Haskell, whose functions may be spread over several clauses.</summary>
internal static class FunctionalRules
{
    public static readonly GrammarRules Elixir = new()
    {
        Language = "elixir",
        Grammar = "elixir",
        // Everything that defines is a macro call there.
        Definitions =
        [
            Call(ChunkKinds.Module, ["defmodule", "defprotocol", "defimpl"]) with
            {
                Name = "<arguments>/^<alias>", IsContainer = true, Docstring = "<do_block>/^<unary_operator>", DocstringMark = "@moduledoc",
            },
            Call(ChunkKinds.Function, ["def", "defp", "defdelegate", "defguard", "defguardp"]) with { MergesClauses = true },
            Call(ChunkKinds.Macro, ["defmacro", "defmacrop"]) with { MergesClauses = true },
            Call(ChunkKinds.Test, ["test", "describe"]) with { Name = "<arguments>/^<string>", IsContainer = true },
        ],
        Attributes = ["unary_operator"],
        Opaque = ["string", "sigil"],
        DocumentationMarks = ["@doc \"", "@doc ~", "@typedoc \""],
    };

    public static readonly GrammarRules Haskell = new()
    {
        Language = "haskell",
        Grammar = "haskell",
        Definitions =
        [
            new("function", ChunkKinds.Function) { Body = "match|<local_binds>", MergesClauses = true },
            new("bind", ChunkKinds.Function) { Body = "match", NotInFunctions = true, MergesClauses = true },
            new("data_type", ChunkKinds.Type) { Body = "constructors" },
            new("newtype", ChunkKinds.Type) { Body = "constructor" },
            new("type_synomym", ChunkKinds.Type) { Body = "" },
            new("class", ChunkKinds.Trait) { Body = "declarations", IsContainer = true },
            new("instance", null) { Body = "declarations", IsContainer = true },
        ],
        Comments = ["comment", "haddock"],
        // A function's type stands above its equations, and the documentation above the type.
        Attributes = ["signature", "pragma"],
        Opaque = ["import"],
        FileScopes = new Dictionary<string, string> { ["header"] = "module" },
    };

    private const string Head = "<arguments>/^<call>/target|<arguments>/^<identifier>|<arguments>/^<binary_operator>/left:call/target"
        + "|<arguments>/^<binary_operator>/left:identifier";

    private static DefinitionRule Call(string kind, string[] words) =>
        new("call", kind) { Name = Head, Keyword = "target", Words = words, Body = "<do_block>" };
}
