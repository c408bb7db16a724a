using System.Globalization;
using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Server.Output;

/// <summary>A comparison of two models as a terminal shows it: the verdict first, then what it stands on, then questions to judge by oneself.</summary>
internal sealed class ComparisonText
{
    private const int DifferencesShown = 10, LabelWidth = 20, KindWidth = 13, NumberWidth = 9;

    /// <summary>Columns of a model: enough for a figure with its interval.</summary>
    private const int LeastModelWidth = 21, MostModelWidth = 30;

    private const string None = "–";

    private readonly TextWriter output;
    private readonly ComparisonReport report;
    private readonly StreamTraits traits;
    private readonly Palette palette;
    private readonly string baseline, candidate;
    private readonly int modelWidth;

    private ComparisonText(TextWriter output, ComparisonReport report, StreamTraits traits)
    {
        (this.output, this.report, this.traits, palette) = (output, report, traits, Palette.For(traits));
        (baseline, candidate) = (Name(report.Baseline), Name(report.Candidate));
        modelWidth = Math.Max(LeastModelWidth, Math.Max(Printable.Width(baseline), Printable.Width(candidate)));
    }

    public static void Write(TextWriter output, ComparisonReport report, StreamTraits traits)
    {
        var text = new ComparisonText(output, report, traits);
        text.WriteVerdict();
        text.WriteSides();
        text.WriteKinds();
        text.WriteAgreement();
        text.WriteDifferences();
    }

    private void WriteVerdict()
    {
        var verdict = Printable.Clean(report.Verdict);
        output.WriteLine(ComparisonQuality.Decide(report) == QualityDecision.Worse ? palette.Bad(verdict) : report.MrrDifference.Low > 0 ? palette.Good(verdict) : verdict);
    }

    private void WriteSides()
    {
        output.WriteLine();
        Row("", baseline, candidate, palette.Symbol);
        Figures("MRR@10", side => Interval(side.Mrr));
        Figures("by meaning", side => Interval(side.MeaningMrr));
        Figures("recall@10", side => Interval(side.Recall));
        Figures("NDCG@10", side => Interval(side.Ndcg));
        Figures("p50, p95, p99", side => Number($"{side.P50:0.0}, {side.P95:0.0}, {side.P99:0.0} ms"));
        Figures("memory", side => side.MemoryBytes is { } bytes ? Measures.Bytes(bytes) : None);
        Figures("dimensions", side => Number($"{side.Dimensions:N0}"));
        if (report.Baseline.Failed + report.Candidate.Failed > 0) Figures("not answered", side => Number($"{side.Failed:N0}"));

        void Figures(string label, Func<SideReport, string> figure) => Row(label, figure(report.Baseline), figure(report.Candidate), static text => text);
    }

    private void WriteKinds()
    {
        if (report.Kinds.Count == 0) return;
        output.WriteLine();
        output.WriteLine(palette.Faint($"{"MRR@10 by question",-LabelWidth}{"asked",NumberWidth}{"before",NumberWidth}{"after",NumberWidth}{"change",NumberWidth}"));
        foreach (var kind in report.Kinds)
        {
            output.WriteLine(Number(
                $"{NameOf(kind.Kind),-LabelWidth}{kind.Questions,NumberWidth:N0}{kind.BaselineMrr,NumberWidth:0.000}{kind.CandidateMrr,NumberWidth:0.000}{kind.CandidateMrr - kind.BaselineMrr,NumberWidth:+0.000;-0.000;0.000}"));
        }
    }

    private void WriteAgreement()
    {
        output.WriteLine();
        output.WriteLine(Number(
            $"Of the first ten hits {report.Overlap * 100:0} % are the same, in an order that agrees to {report.RankCorrelation:0.00} (Kendall's tau, -1 to 1)."));
    }

    private void WriteDifferences()
    {
        if (report.Differences.Count == 0) return;
        output.WriteLine();
        output.WriteLine($"Where they differ most: rank of the right hit, before → after; {None} is not among the ten");
        foreach (var difference in report.Differences.Take(DifferencesShown)) WriteDifference(difference);
        if (report.Differences.Count > DifferencesShown) output.WriteLine(palette.Faint(Number($"  and {report.Differences.Count - DifferencesShown:N0} more, with --json")));
    }

    private void WriteDifference(Difference difference)
    {
        var ranks = $"{Rank(difference.BaselineRank),2} → {Rank(difference.CandidateRank),-2}";
        var better = (difference.CandidateRank ?? int.MaxValue) < (difference.BaselineRank ?? int.MaxValue);
        var kind = NameOf(difference.Kind).PadRight(KindWidth);
        var lead = 2 + ranks.Length + 2 + kind.Length + 2;
        output.WriteLine($"  {(better ? palette.Good(ranks) : palette.Bad(ranks))}  {palette.Faint(kind)}  {Printable.Fit(Printable.Clean(difference.Question), traits.Width - lead)}");
        if (difference.Baseline.Concat(difference.Candidate).FirstOrDefault(place => place.Right) is not { } right) return;
        var symbol = right.Symbol is { } name ? $"  {name}" : "";
        output.WriteLine(new string(' ', lead) + palette.Place(Printable.Fit(Printable.Clean($"{right.Path}:{right.StartLine}-{right.EndLine}{symbol}"), traits.Width - lead)));
    }

    private void Row(string label, string left, string right, Func<string, string> paint)
        => output.WriteLine($"{label,-LabelWidth}{paint(left)}{new string(' ', modelWidth - Printable.Width(left) + 2)}{paint(right)}");

    private static string Name(SideReport side) => Printable.Fit(Printable.Clean(side.Model), MostModelWidth);

    private static string Interval(Estimate estimate) => Number($"{estimate.Mean:0.000} ({estimate.Low:0.000}–{estimate.High:0.000})");

    private static string Rank(int? rank) => rank?.ToString(CultureInfo.InvariantCulture) ?? None;

    private static string NameOf(QuestionKind kind) => kind.ToString().ToLowerInvariant();

    private static string Number(FormattableString text) => FormattableString.Invariant(text);
}
