using System.Collections.Concurrent;
using SemanticSearch.Engine.Chunking.Syntax;
using SemanticSearch.TreeSitter;

namespace SemanticSearch.Engine.Chunking.Grammars;

/// <summary>Every language that is chunked along its syntax.</summary>
internal static class GrammarCatalog
{
    private static readonly Dictionary<string, GrammarRules> Rules = new GrammarRules[]
    {
        PythonRules.Rules, ScriptRules.Ruby, ScriptRules.Php, ScriptRules.Lua, ScriptRules.Bash,
        WebRules.JavaScript, WebRules.TypeScript, WebRules.Tsx, WebRules.Html, WebRules.Css,
        JvmRules.Java, JvmRules.Kotlin, JvmRules.Scala,
        SystemsRules.C, SystemsRules.Cpp, SystemsRules.Rust, SystemsRules.Go, SystemsRules.Swift, SystemsRules.Dart,
        FunctionalRules.Elixir, FunctionalRules.Haskell,
        DataRules.Sql, DataRules.Markdown, DataRules.Json, DataRules.Yaml, DataRules.Toml,
    }.ToDictionary(rules => rules.Language, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, (Grammar, LanguageRules)> Resolved = new(StringComparer.Ordinal);

    /// <summary>Names of <see cref="Languages"/>.</summary>
    public static IEnumerable<string> Languages => Rules.Keys.Append(CSharpRules.Language);

    public static bool Has(string language) => language == CSharpRules.Language || Rules.ContainsKey(language);

    /// <exception cref="TreeSitterException">The native library or the grammar cannot be used.</exception>
    public static (Grammar Grammar, LanguageRules Rules) Load(string language) => Resolved.GetOrAdd(language, static name =>
    {
        var rules = Rules[name];
        var grammar = Grammar.Load(rules.Grammar!);
        return (grammar, new LanguageRules(rules, new Vocabulary(name, grammar.SymbolNames, grammar.FieldNames)));
    });
}
