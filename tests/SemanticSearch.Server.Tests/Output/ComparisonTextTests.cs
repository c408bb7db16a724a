using SemanticSearch.Engine.Migration;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Output;

public sealed class ComparisonTextTests
{
    private static readonly RankedPlace Right = new("src/Line Reader.cs", 12, 30, "ReadLine", true), Wrong = new("src/other.py", 1, 9, null, false);

    private static readonly ComparisonReport Report = new(
        DateTimeOffset.UnixEpoch, 1_180,
        new SideReport("bundled", 256, new Estimate(0.612, 0.551, 0.673), new Estimate(0.8, 0.75, 0.85), new Estimate(0.66, 0.6, 0.72), new Estimate(0.5, 0.45, 0.55), 3.14, 5, 9.25, null, 0),
        new SideReport("bge\u001b[31m-small", 1_024, new Estimate(0.732, 0.68, 0.781), new Estimate(0.9, 0.86, 0.94), new Estimate(0.77, 0.72, 0.82), new Estimate(0.7, 0.65, 0.75), 18, 40.06, 77, 412_000_000, 2),
        new Estimate(0.12, 0.08, 0.16), new Estimate(0.2, 0.15, 0.25), 0.624, -0.5,
        [new KindReport(QuestionKind.Documentation, 1_060, 0.6, 0.75), new KindReport(QuestionKind.Commit, 120, 0.2, 0.15)],
        [
            new Difference(QuestionKind.Documentation, "Reads one line and keeps what comes after it for the next call of the reader", null, 2, [Wrong], [Wrong, Right]),
            new Difference(QuestionKind.Commit, "Read the\u001b[2J last line", 1, 10, [Right], []),
        ],
        "bge\u001b[31m-small finds more than bundled: MRR +0.12 (+0.08 to +0.16) on 1,180 questions.");

    [Fact]
    public void A_report_reads_from_the_verdict_to_single_questions() => Golden(
        """
        bge�[31m-small finds more than bundled: MRR +0.12 (+0.08 to +0.16) on 1,180 questions.

                            bundled                bge�[31m-small
        MRR@10              0.612 (0.551–0.673)    0.732 (0.680–0.781)
        by meaning          0.500 (0.450–0.550)    0.700 (0.650–0.750)
        recall@10           0.800 (0.750–0.850)    0.900 (0.860–0.940)
        NDCG@10             0.660 (0.600–0.720)    0.770 (0.720–0.820)
        p50, p95, p99       3.1, 5.0, 9.3 ms       18.0, 40.1, 77.0 ms
        memory              –                      412.0 MB
        dimensions          256                    1,024
        not answered        0                      2

        MRR@10 by question      asked   before    after   change
        documentation           1,060    0.600    0.750   +0.150
        commit                    120    0.200    0.150   -0.050

        Of the first ten hits 62 % are the same, in an order that agrees to -0.50 (Kendall's tau, -1 to 1).

        Where they differ most: rank of the right hit, before → after; – is not among the ten
           – → 2   documentation  Reads one line and keeps what comes after it for the …
                                  src/Line Reader.cs:12-30  ReadLine
           1 → 10  commit         Read the�[2J last line
                                  src/Line Reader.cs:12-30  ReadLine

        """,
        Report, StreamTraits.Plain);

    [Fact]
    public void A_report_without_questions_says_so_and_shows_no_empty_tables()
    {
        var output = new StringWriter { NewLine = "\n" };
        ComparisonText.Write(output, Report with { Kinds = [], Differences = [], Verdict = "There is nothing to judge by." }, StreamTraits.Plain);

        Assert.StartsWith("There is nothing to judge by.\n", output.ToString());
        Assert.DoesNotContain("by question", output.ToString());
        Assert.DoesNotContain("differ", output.ToString());
    }

    private static void Golden(string expected, ComparisonReport report, StreamTraits traits)
    {
        var output = new StringWriter { NewLine = "\n" };
        ComparisonText.Write(output, report, traits);
        Assert.Equal(expected.ReplaceLineEndings("\n"), output.ToString());
    }
}
