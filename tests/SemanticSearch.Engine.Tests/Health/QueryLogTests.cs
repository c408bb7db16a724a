using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests.Memory;

namespace SemanticSearch.Engine.Tests.Health;

public sealed class QueryLogTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _home = new();

    private string IndexFile => _home.FullPath("index.db");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_query_is_kept_with_the_first_hit_that_was_opened()
    {
        MakeIndex();
        await using var log = NewLog();
        log.Add(new AnsweredQuery(Now, 1, 2, TimeSpan.FromMicroseconds(1_500), 7, "where is it parsed", "a"));
        log.Opened("a", 3);
        log.Add(new AnsweredQuery(Now, 1, null, TimeSpan.FromMilliseconds(2), 0, null, "b"));
        await log.FlushAsync();
        log.Opened("a", 1);
        log.Opened("unheard of", 1);
        await log.FlushAsync();

        using var reader = IndexDatabase.OpenForReading(IndexFile)!;
        using var command = reader.Command("SELECT asked_at, generation, answered, microseconds, hits, opened, text, token FROM queries ORDER BY id");
        using var rows = command.ExecuteReader();
        Assert.True(rows.Read());
        Assert.Equal((Now.UtcTicks, 1L, 2L, 1_500L), (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3)));
        Assert.Equal((7L, 3L, "where is it parsed", "a"), (rows.GetInt64(4), rows.GetInt64(5), rows.GetString(6), rows.GetString(7)));
        Assert.True(rows.Read());
        Assert.Equal((true, true, true, "b"), (rows.IsDBNull(2), rows.IsDBNull(5), rows.IsDBNull(6), rows.GetString(7)));
        Assert.False(rows.Read());
    }

    [Fact]
    public async Task Two_logs_write_to_one_file_beside_a_writer()
    {
        using var writer = IndexDatabase.OpenForWriting(IndexFile, _ => { });
        await using (var one = NewLog())
        await using (var other = NewLog())
        {
            await Parallel.ForAsync(0, 200, async (number, _) =>
            {
                var log = number % 2 == 0 ? one : other;
                log.Add(Query($"{number}"));
                log.Opened($"{number}", 1 + (number % 3));
                if (number % 20 == 0) await log.FlushAsync();
                if (number == 100) writer.SetMeta("written", "meanwhile");
            });
        }

        Assert.Equal(200, writer.Number("SELECT count(DISTINCT token) FROM queries"));
        Assert.Equal(200, writer.Number("SELECT count(*) FROM queries WHERE opened = 1 + CAST(token AS INTEGER) % 3"));
    }

    [Fact]
    public async Task Queries_wait_until_there_is_an_index_and_go_to_the_one_that_takes_its_place()
    {
        await using var log = NewLog();
        log.Add(Query("early"));
        await log.FlushAsync();
        Assert.False(File.Exists(IndexFile));

        MakeIndex();
        await log.FlushAsync();
        Assert.Equal(["early"], Tokens());

        IndexDatabase.SetAside(IndexFile, "a test wants it", _ => { });
        log.Add(Query("meanwhile"));
        await log.FlushAsync();
        MakeIndex();
        await log.FlushAsync();
        Assert.Equal(["meanwhile"], Tokens());
    }

    [Fact]
    public async Task A_lock_is_outlasted_and_no_query_is_written_twice()
    {
        using var writer = IndexDatabase.OpenForWriting(IndexFile, _ => { });
        await using var log = NewLog();
        log.Add(Query("waits"));
        writer.Execute("BEGIN IMMEDIATE");
        await log.FlushAsync();
        writer.Execute("COMMIT");
        Assert.Empty(Tokens());

        log.Add(Query("too"));
        await log.FlushAsync();
        await log.FlushAsync();
        Assert.Equal(["waits", "too"], Tokens());
    }

    [Fact]
    public async Task The_oldest_are_given_up_when_too_many_wait()
    {
        await using (var log = NewLog())
        {
            for (var number = 0; number < QueryLog.Capacity + 3; number++) log.Add(Query($"{number}"));
            MakeIndex();
        }

        Assert.Equal((QueryLog.Capacity, "3"), (Tokens().Count, Tokens()[0]));
    }

    [Fact]
    public async Task The_table_keeps_the_newest_rows()
    {
        using (var writer = IndexDatabase.OpenForWriting(IndexFile, _ => { }))
        {
            writer.Execute($"""
                WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {QueryTable.Kept})
                INSERT INTO queries(asked_at, generation, answered, microseconds, hits, token) SELECT n, 1, 1, 1, 1, 'old' FROM number
                """);
        }
        await using (var log = NewLog())
        {
            log.Add(Query("new"));
        }

        using var reader = IndexDatabase.OpenForReading(IndexFile)!;
        Assert.Equal((QueryTable.Kept, 2), (reader.Number("SELECT count(*) FROM queries"), reader.Number("SELECT min(id) FROM queries")));
        Assert.Equal("new", Tokens()[^1]);
    }

    [Fact]
    public async Task What_waits_is_written_by_itself_after_a_while()
    {
        MakeIndex();
        var time = new SteppedTime();
        await using var log = new QueryLog(IndexFile, time);
        log.Add(Query("first"));

        await UntilWritten(1, time);
        log.Add(Query("second"));
        await UntilWritten(2, time);
    }

    private async Task UntilWritten(int count, SteppedTime time)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (Tokens().Count < count)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{count} queries were never written.");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private QueryLog NewLog() => new(IndexFile, TimeProvider.System);

    private static AnsweredQuery Query(string token) => new(Now, 1, 1, TimeSpan.FromMilliseconds(3), 10, null, token);

    private void MakeIndex() => IndexDatabase.OpenForWriting(IndexFile, _ => { }).Dispose();

    private List<string> Tokens()
    {
        using var reader = IndexDatabase.OpenForReading(IndexFile)!;
        using var command = reader.Command("SELECT token FROM queries ORDER BY id");
        using var rows = command.ExecuteReader();
        var tokens = new List<string>();
        while (rows.Read()) tokens.Add(rows.GetString(0));
        return tokens;
    }
}
