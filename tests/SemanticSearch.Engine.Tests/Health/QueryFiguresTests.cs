using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Health;

public sealed class QueryFiguresTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _home = new();
    private readonly IndexDatabase _index;

    public QueryFiguresTests() => _index = IndexDatabase.OpenForWriting(_home.FullPath("index.db"), _ => { });

    public void Dispose()
    {
        _index.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void The_figures_of_a_generation_are_those_of_its_own_queries_since_then()
    {
        for (var took = 1; took <= 101; took++) Ask(Now.AddSeconds(-took), generation: 1, answered: 1, milliseconds: took);
        Ask(Now.AddSeconds(-200), 1, answered: 2, 1_000, hits: 0);
        Ask(Now.AddSeconds(-201), 1, answered: null, 1_000, hits: 0);
        Ask(Now.AddSeconds(-10), 2, answered: 2, 5, opened: 4);
        Ask(Now.AddSeconds(-11), 2, answered: 2, 5);

        Assert.Equal(new CanaryFigures(101, 51, 96, 100, 0, 0, 0), QueryFigures.Read(_index, 1, Now.AddSeconds(-150)));
        var all = QueryFigures.Read(_index, 1, Now.AddSeconds(-300));
        Assert.Equal((103, 2 / 103.0, 2 / 103.0), (all.Queries, all.ErrorRate, all.EmptyRate));
        Assert.Equal(0.5, QueryFigures.Read(_index, 2, Now.AddSeconds(-300)).OpenedRate);
        Assert.Equal(0, QueryFigures.Read(_index, 3, Now.AddSeconds(-300)).Queries);
    }

    [Fact]
    public void The_usual_pace_is_the_middle_one_of_the_hours_and_unknown_of_a_new_generation()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            // One hour was dreadful.
            for (var query = 0; query < 10; query++) Ask(Now.AddHours(-hour).AddMinutes(query), 1, 1, hour == 2 ? 9_000 : 10 * hour);
        }
        Ask(Now.AddDays(-8), 1, 1, 7_000);
        Ask(Now.AddMinutes(1), 1, 1, 7_000);
        for (var query = 1; query < QueryFigures.LeastForBaseline; query++) Ask(Now.AddMinutes(-query), 2, 2, 10);

        Assert.Equal(40, QueryFigures.Baseline(_index, 1, Now));
        Assert.Null(QueryFigures.Baseline(_index, 2, Now));
    }

    private void Ask(DateTimeOffset at, long generation, long? answered, int milliseconds, int hits = 10, int? opened = null)
    {
        QueryTable.Write(_index, [new QueryAnswered(new AnsweredQuery(at, generation, answered, TimeSpan.FromMilliseconds(milliseconds), hits, null, $"{at.Ticks}"))]);
        if (opened is { } place) QueryTable.Write(_index, [new HitOpened($"{at.Ticks}", place)]);
    }
}
