using System.Text.Json;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Output;

public sealed class HitPrinterTests
{
    private static readonly SearchHit Method = new(
        "src/Ignore Rules.cs", 98, 103, 0.834, "Apply", "Acme.IgnoreRules", "method", "csharp",
        "    /// <summary>Applies the rules.</summary>\n    public bool Apply(string path)\n    {\n\n        return rules.Any(rule => rule.Matches(path));\n    }",
        0.61, [new("lexical", 0.5), new("definition", 12.25)]);

    private static readonly SearchHit Section = new(
        "文書/読む.md", 7, 7, 0.0164, null, "", "section", "markdown", "\u001b[31m規則\tapply", 0, []);

    [Fact]
    public void A_terminal_without_colours_shows_blocks() => Golden(
        """
        src/Ignore Rules.cs:98-103  IgnoreRules.Apply  method  0.83
           98  /// <summary>Applies the rules.</summary>
           99  public bool Apply(string path)
          102      return rules.Any(rule => rule.Matches(path));

        文書/読む.md:7  section  0.0164
          7  �[31m規則    apply

        """,
        new StreamTraits(true, false, 80));

    [Fact]
    public void A_narrow_terminal_gets_cut_lines() => Golden(
        """
        src/Ignore Rules.cs:98-103  IgnoreRules.Apply  method  0.83
           98  /// <summary>Applies the …
           99  public bool Apply(string …
          102      return rules.Any(rule…

        文書/読む.md:7  section  0.0164
          7  �[31m規則    apply

        """,
        new StreamTraits(true, false, 33));

    [Fact]
    public void Colours_mark_the_words_of_the_query() => Golden(
        """
        <36>src/Ignore Rules.cs:98-103<0>  <1>IgnoreRules.Apply<0>  <2>method<0>  <2>0.83<0>
          <2> 98<0>  /// <summary><1;33>Applies<0> the <1;33>rules<0>.</summary>
          <2> 99<0>  public bool <1;33>Apply<0>(string path)
          <2>102<0>      return <1;33>rules<0>.Any(<1;33>rule<0> => <1;33>rule<0>.Matches(path));

        <36>文書/読む.md:7<0>  <2>section<0>  <2>0.0164<0>
          <2>7<0>  �[31m規則    <1;33>apply<0>

        """,
        new StreamTraits(true, true, 80));

    [Fact]
    public void A_pipe_gets_one_line_a_hit_with_tabs() => Golden(
        "src/Ignore Rules.cs:98-103\t0.83\tAcme.IgnoreRules.Apply\t/// <summary>Applies the rules.</summary>\n"
        + "文書/読む.md:7\t0.0164\t\t�[31m規則    apply\n",
        StreamTraits.Plain);

    [Fact]
    public void Explain_aligns_the_parts_of_a_score() => Golden(
        "src/Ignore Rules.cs:98-103\t0.83\tAcme.IgnoreRules.Apply\t/// <summary>Applies the rules.</summary>\n"
        + "    lexical      0.5000\n"
        + "    definition  12.2500\n"
        + "文書/読む.md:7\t0.0164\t\t�[31m規則    apply\n",
        StreamTraits.Plain, explain: true);

    [Fact]
    public void The_json_of_a_search_is_a_contract()
    {
        var json = new SearchJson("rules", "hybrid", "bundled", 1.25, 812, 3, [HitJson.Of(Section, explain: false)]);

        Assert.Equal(
            """{"query":"rules","mode":"hybrid","step":"bundled","tookMs":1.25,"indexedFiles":812,"pendingFiles":3,"results":[{"path":"文書/読む.md","startLine":7,"endLine":7,"score":0.0164,"symbol":null,"kind":"section","language":"markdown","snippet":"\u001B[31m規則\tapply"}],"stepReason":""}""",
            JsonSerializer.Serialize(json, WireJson.Readable.SearchJson));
    }

    [Fact]
    public void Explain_adds_the_parts_to_the_json()
    {
        var json = JsonSerializer.SerializeToElement(
            new SearchJson("q", "lexical", "lexical", 0, 1, 0, [HitJson.Of(Method, explain: true)]), WireJson.Readable.SearchJson);

        Assert.Equal(
            """[{"name":"lexical","value":0.5},{"name":"definition","value":12.25}]""",
            json.GetProperty("results")[0].GetProperty("explain").GetRawText());
    }

    private static void Golden(string expected, StreamTraits traits, bool explain = false)
    {
        var output = new StringWriter { NewLine = "\n" };
        new HitPrinter(output, traits, new QueryWords("apply rules"), explain).Print([Method, Section]);

        var readable = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[([0-9;]+)m", "<$1>");
        Assert.Equal(expected.ReplaceLineEndings("\n"), readable);
    }
}
