using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class SearchEngineTests
{
    [Fact]
    public void Search_returns_nothing_when_the_index_is_empty()
    {
        using var index = new TestIndex(new HashingEmbedder());
        Assert.Empty(index.Search("anything"));
        Assert.Empty(index.Answer("anything").StalePaths);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Meaning_finds_what_words_do_not(bool vec0)
    {
        using var index = new TestIndex(new HashingEmbedder(), vec0);
        index.Write("a.py", "def fetch_page(url):\n    return url");
        index.Write("b.py", "def paint(canvas):\n    canvas.draw()");
        Assert.Equal("a.py", index.Search("download")[0].Path);
        Assert.Equal("hashing", index.Answer("download").Step);
        Assert.Empty(index.Search("download", SearchMode.Lexical));
        Assert.Equal(SearchEngine.LexicalStep, index.Answer("download", SearchMode.Lexical).Step);
        index.Flush();
        Assert.Equal("a.py", index.Search("download", SearchMode.Semantic)[0].Path);
    }

    [Fact]
    public void Search_is_lexical_without_a_model_or_with_one_that_the_index_does_not_know()
    {
        using var index = new TestIndex(new HashingEmbedder(), vec0: false);
        index.Write("a.py", "def fetch_page(url):\n    return url");
        index.Execute("UPDATE generations SET state = 'archived'");
        var answer = index.Answer("fetch page");
        Assert.Equal(SearchEngine.LexicalStep, answer.Step);
        Assert.Equal("a.py", Assert.Single(answer.Hits).Path);
    }

    [Fact]
    public void A_change_by_another_connection_is_seen_by_the_next_search()
    {
        using var index = new TestIndex(new HashingEmbedder());
        Assert.Empty(index.Search("walrus"));
        index.Write("a.py", "def walrus():\n    pass");
        Assert.Equal("a.py", Assert.Single(index.Search("walrus")).Path);
        index.Flush();
        Assert.Equal("a.py", Assert.Single(index.Search("walrus")).Path);
        index.Write("a.py", "def penguin():\n    pass");
        Assert.Equal("penguin", index.Search("penguin")[0].Symbol);
        Assert.DoesNotContain(index.Search("walrus"), hit => hit.Symbol == "walrus");
        index.Flush();
        index.MergeAll();
        Assert.Equal("penguin", Assert.Single(index.Search("penguin")).Symbol);
        index.Delete("a.py");
        Assert.Empty(index.Search("penguin"));
    }

    [Fact]
    public void The_answer_is_the_same_before_and_after_flush_and_merge()
    {
        using var index = new TestIndex(new HashingEmbedder());
        for (var i = 0; i < 40; i++) index.Write($"src/file{i}.py", $"def job{i}(queue):\n    queue.push({i})\n    return item{i % 7}");
        var pending = index.Search("push item3 queue");
        index.Flush();
        var flushed = index.Search("push item3 queue");
        index.Write("src/other.py", "def other():\n    pass");
        index.Delete("src/other.py");
        index.MergeAll();
        var merged = index.Search("push item3 queue");
        Assert.NotEmpty(pending);
        Assert.Equal(Show(pending), Show(flushed));
        Assert.Equal(Show(pending), Show(merged));
    }

    [Fact]
    public void The_score_is_what_its_parts_make()
    {
        using var index = new TestIndex(new HashingEmbedder());
        index.Write("tests/test_scanner.py", "def scan_folder(path):\n    return path\n\ndef scan_file(path):\n    return path");
        index.Write("src/scanner.py", "def scan_folder(path):\n    return walk(path)");
        foreach (var hit in index.Search("scan folder"))
        {
            var score = 0.0;
            foreach (var part in hit.Parts) score = part.Name.EndsWith("Factor", StringComparison.Ordinal) ? score * part.Value : score + part.Value;
            Assert.Equal(hit.Score, score, 1e-9);
            Assert.NotEmpty(hit.Parts);
        }
    }

    [Fact]
    public void Copies_are_shown_once()
    {
        using var index = new TestIndex(new HashingEmbedder());
        foreach (var path in (string[])["a.py", "b.py", "c/d.py"]) index.Write(path, "def checksum(data):\n    return sum(data) % 256");
        index.Write("other.py", "def verify(data):\n    return checksum(data) == 0");
        Assert.Equal(["checksum", "verify"], index.Search("checksum data").Select(hit => hit.Symbol));
    }

    [Fact]
    public void A_hit_whose_text_has_moved_is_found_again_and_one_whose_text_is_gone_is_dropped()
    {
        using var index = new TestIndex(new HashingEmbedder());
        index.Write("moved.py", "def walrus_one():\n    return 1");
        index.Write("changed.py", "def walrus_two():\n    return 2");
        index.Write("deleted.py", "def walrus_three():\n    return 3");
        index.Write("same.py", "def walrus_four():\n    return 4");
        index.WriteUnindexed("moved.py", "# a new line\n\ndef walrus_one():\n    return 1");
        index.WriteUnindexed("changed.py", "def walrus_two():\n    return 22");
        File.Delete(Path.Combine(index.Root, "deleted.py"));

        var answer = index.Answer("walrus");
        Assert.Equal(["moved.py", "same.py"], answer.Hits.Select(hit => hit.Path).Order());
        var moved = answer.Hits.Single(hit => hit.Path == "moved.py");
        Assert.Equal((3, 4, "def walrus_one():\n    return 1"), (moved.StartLine, moved.EndLine, moved.Snippet));
        Assert.Equal(["changed.py", "deleted.py", "moved.py"], answer.StalePaths);
    }

    [Fact]
    public void A_file_of_the_same_size_and_time_is_not_trusted_either()
    {
        using var index = new TestIndex();
        index.Write("a.py", "def walrus():\n    return 1");
        var file = new FileInfo(Path.Combine(index.Root, "a.py"));
        var time = file.LastWriteTimeUtc;
        index.WriteUnindexed("a.py", "def walrus():\n    return 2");
        file.LastWriteTimeUtc = time;
        var answer = index.Answer("walrus");
        Assert.Empty(answer.Hits);
        Assert.Equal(["a.py"], answer.StalePaths);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("?!… ---")]
    [InlineData("🙂🙃")]
    [InlineData("搜索")]
    [InlineData("\ud83d")]
    [InlineData("   ")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a.b.c")]
    [InlineData("(((((")]
    public void Any_query_is_answered(string query)
    {
        using var index = new TestIndex(new HashingEmbedder());
        index.Write("a.py", "def 搜索(x):\n    return x  # 🙂");
        foreach (var mode in Enum.GetValues<SearchMode>()) Assert.InRange(index.Search(query, mode).Count, 0, 1);
        index.Flush();
        foreach (var mode in Enum.GetValues<SearchMode>()) Assert.InRange(index.Search(query, mode).Count, 0, 1);
    }

    [Fact]
    public void Ideographs_are_found_by_a_part_of_their_run()
    {
        using var index = new TestIndex();
        index.Write("a.py", "def f():\n    pass  # 全文搜索代码");
        Assert.Single(index.Search("搜索"));
        Assert.Single(index.Search("码"));
        Assert.Empty(index.Search("语言"));
    }

    [Fact]
    public void A_query_may_have_a_thousand_characters_but_not_more()
    {
        using var index = new TestIndex(new HashingEmbedder());
        index.Write("a.py", "def walrus():\n    pass");
        var longest = string.Join(' ', Enumerable.Repeat("walrus", 143))[..1_000];
        Assert.Single(index.Search(longest));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(longest + "x"));
        Assert.Throws<ArgumentException>(() => index.Search(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search("x", limit: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search("x", limit: 101));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var index = new TestIndex();
        index.Write("a.py", "def walrus():\n    pass");
        var request = new SearchRequest("walrus", 10, SearchMode.Hybrid, SearchFilter.None);
        Assert.Throws<OperationCanceledException>(() => index.Engine.Search(request, new CancellationToken(canceled: true)));
        Assert.Single(index.Search("walrus"));
    }

    [Fact]
    public void Similar_code_leaves_out_the_place_itself_and_crosses_languages()
    {
        using var index = new TestIndex(new HashingEmbedder());
        const string text = "def delete_user(store, user):\n    store.remove(user)";
        index.Write("a.py", text + "\n\ndef paint(canvas):\n    canvas.draw()");
        index.Write("b.ts", "function deleteUser(store, user) { store.remove(user) }");
        index.Write("c.go", "func Paint(canvas Canvas) { canvas.Draw() }");
        var hits = index.Engine.Similar(new SimilarRequest(text, "a.py", 1, 2, 10, SearchFilter.None), CancellationToken.None).Hits;
        Assert.Equal("b.ts", hits[0].Path);
        Assert.DoesNotContain(hits, hit => hit.Path == "a.py" && hit.StartLine <= 2);
        var elsewhere = index.Engine.Similar(new SimilarRequest(text, null, 0, 0, 10, SearchFilter.None), CancellationToken.None).Hits;
        Assert.Equal("a.py", elsewhere[0].Path);
    }

    private static string Show(IEnumerable<SearchHit> hits) => string.Join('\n', hits.Select(hit => $"{hit.Path}:{hit.StartLine} {hit.Score:F4}"));
}
