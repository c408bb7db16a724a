using SemanticSearch.Engine.Chunking.Grammars;

namespace SemanticSearch.Engine.Tests.Chunking;

public sealed class GrammarCatalogTests
{
    public static TheoryData<string> Grammars => [.. GrammarCatalog.Languages.Where(language => language != CSharpRules.Language)];

    [Theory, MemberData(nameof(Grammars))]
    public void Every_node_and_field_that_the_rules_name_is_in_the_grammar(string language)
    {
        var (grammar, rules) = GrammarCatalog.Load(language);

        Assert.Equal(language, rules.Source.Language);
        Assert.InRange(grammar.Version, 13, 15);
    }

    [Fact]
    public void Every_language_with_a_grammar_is_known_by_name_and_has_a_golden_file()
    {
        Assert.Subset(SemanticSearch.Engine.Chunking.Languages.All.ToHashSet(), GrammarCatalog.Languages.ToHashSet());
        Assert.Subset(Goldens.Languages.ToHashSet(), GrammarCatalog.Languages.ToHashSet());
    }
}
