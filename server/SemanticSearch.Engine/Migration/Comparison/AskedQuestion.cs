using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Migration;

/// <summary>A question that both sides were asked.</summary>
internal sealed record AskedQuestion(Question Question, JudgedAnswer Baseline, JudgedAnswer Candidate)
{
    public static AskedQuestion Of(Question question, AskedAnswer baseline, AskedAnswer candidate)
        => new(question, JudgedAnswer.Of(question, baseline), JudgedAnswer.Of(question, candidate));

    /// <summary>Whether it is known what is right.</summary>
    public bool IsJudged => Question.Right.Count > 0;
}

/// <summary>An answer's first ten hits, held against what is right.</summary>
internal sealed class JudgedAnswer
{
    private readonly bool[] _gains;
    private readonly bool[] _gainsByMeaning;
    private readonly int _right;

    private JudgedAnswer(IReadOnlyList<RankedPlace> places, bool[] gains, bool[] gainsByMeaning, int right, TimeSpan took, bool failed)
        => (Places, _gains, _gainsByMeaning, _right, Took, Failed) = (places, gains, gainsByMeaning, right, took, failed);

    public IReadOnlyList<RankedPlace> Places { get; }

    public TimeSpan Took { get; }

    public bool Failed { get; }

    /// <inheritdoc cref="RankMeasures.FirstRight"/>
    public int? Rank => RankMeasures.FirstRight(_gains);

    public double ReciprocalRank => RankMeasures.ReciprocalRank(_gains);

    /// <summary>Of the hits by vectors alone.</summary>
    public double ReciprocalRankByMeaning => RankMeasures.ReciprocalRank(_gainsByMeaning);

    public double Recall => RankMeasures.Recall(_gains, _right);

    public double Ndcg => RankMeasures.Ndcg(_gains, _right);

    public static JudgedAnswer Of(Question question, AskedAnswer answer)
    {
        var hits = Shown(answer.Hits);
        RankedPlace[] places =
            [.. hits.Select(hit => new RankedPlace(hit.Path, hit.StartLine, hit.EndLine, hit.Symbol, question.Right.Any(place => place.IsShownBy(hit))))];
        return new JudgedAnswer(places, GainsOf(hits, question.Right), GainsOf(Shown(answer.ByMeaning), question.Right), question.Right.Count, answer.Took, answer.Failed);

        SearchHit[] Shown(IReadOnlyList<SearchHit> all) => answer.Failed ? [] : [.. all.Take(RankMeasures.Depth)];
    }

    /// <summary>A right place is found once: of two hits in the right file the second gains nothing.</summary>
    private static bool[] GainsOf(SearchHit[] hits, IReadOnlyList<RightPlace> right)
    {
        var open = right.ToList();
        var gains = new bool[hits.Length];
        for (var place = 0; place < hits.Length; place++)
        {
            var found = open.FindIndex(wanted => wanted.IsShownBy(hits[place]));
            gains[place] = found >= 0;
            if (found >= 0) open.RemoveAt(found);
        }

        return gains;
    }
}
