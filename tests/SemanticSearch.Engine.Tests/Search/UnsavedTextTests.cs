using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>Texts that an editor has not saved take the place of their files.</summary>
public sealed class UnsavedTextTests : IDisposable
{
    private readonly TestIndex _index = new(new HashingEmbedder());

    public UnsavedTextTests()
    {
        _index.Write("a.txt", "alpha opens the gate\n\nbeta closes the gate");
        _index.Write("b.txt", "gamma paints the fence");
    }

    public void Dispose() => _index.Dispose();

    [Theory]
    [InlineData(SearchMode.Lexical)]
    [InlineData(SearchMode.Semantic)]
    [InlineData(SearchMode.Hybrid)]
    public void What_is_typed_is_found_before_it_is_saved_and_what_it_replaced_is_not(SearchMode mode)
    {
        _index.Unsaved["a.txt"] = "alpha opens the gate\n\ndelta feeds the zebra";

        Assert.Equal("delta feeds the zebra", _index.Search("zebra", mode)[0].Snippet);
        Assert.DoesNotContain(_index.Search("closes", mode), hit => hit.Snippet.Contains("beta", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_typed_and_taken_back_leaves_no_trace()
    {
        var before = _index.Search("gate").Select(hit => (hit.Path, hit.StartLine, hit.Score)).ToList();
        _index.Unsaved["a.txt"] = "nothing of the kind";
        Assert.Empty(_index.Search("gate", SearchMode.Lexical));

        _index.Unsaved.Clear();

        Assert.Equal(before, _index.Search("gate").Select(hit => (hit.Path, hit.StartLine, hit.Score)));
    }

    [Fact]
    public void Scores_are_those_that_the_file_would_have_if_it_were_saved()
    {
        const string Text = "delta feeds the zebra\n\nalpha opens the gate twice";
        _index.Unsaved["a.txt"] = Text;
        var typed = _index.Search("gate zebra", SearchMode.Lexical).Select(hit => (hit.Path, hit.StartLine, Math.Round(hit.Score, 6))).ToList();
        _index.Unsaved.Clear();
        _index.Write("a.txt", Text);

        Assert.Equal(typed, _index.Search("gate zebra", SearchMode.Lexical).Select(hit => (hit.Path, hit.StartLine, Math.Round(hit.Score, 6))));
    }

    [Fact]
    public void Filters_hold_for_it_and_a_file_that_is_not_indexed_stays_out()
    {
        _index.Unsaved["a.txt"] = "delta feeds the zebra";
        _index.Unsaved["ignored.txt"] = "a zebra that nobody may see";

        Assert.Equal(["a.txt"], _index.Search("zebra", SearchMode.Lexical).Select(hit => hit.Path));
        Assert.Empty(_index.Search("zebra", SearchMode.Lexical, filter: SearchFilter.None with { Globs = ["b.*"] }));
    }
}
