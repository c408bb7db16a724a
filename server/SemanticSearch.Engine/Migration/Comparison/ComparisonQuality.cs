namespace SemanticSearch.Engine.Migration;

/// <summary>Whether the candidate finds as much as the baseline.</summary>
public enum QualityDecision
{
    /// <summary>It finds less, by more than the margin, and not by chance.</summary>
    Worse,

    /// <summary>If it finds less at all, then by less than the margin.</summary>
    NotWorse,

    /// <summary>The questions cannot tell.</summary>
    Unclear,
}

/// <summary>The decision about a candidate that promotion and rollback go by.</summary>
public static class ComparisonQuality
{
    /// <summary>Of MRR@10. Less than this nobody notices: of a hundred right hits that came first, four come second instead.</summary>
    public const double Margin = 0.02;

    /// <summary>Of MRR@10 by vectors alone, whose differences are larger because no words cover them up.</summary>
    public const double MeaningMargin = 0.05;

    /// <summary>Below this many questions the interval is drawn from too few values to mean anything.</summary>
    public const int FewestQuestions = 10;

    /// <summary>From this many questions on, a candidate that found more is taken at its word, however wide the interval.</summary>
    public const int EnoughQuestions = 30;

    /// <param name="margin">Of MRR@10, 0 to 1.</param>
    public static QualityDecision Decide(ComparisonReport report, double margin = Margin)
    {
        var difference = report.MrrDifference;
        if (report.Questions < FewestQuestions) return QualityDecision.Unclear;
        if ((difference.Mean < -margin && difference.High < 0) || IsWorseByMeaning(report.MeaningDifference)) return QualityDecision.Worse;
        return difference.Low > -margin || (difference.Mean >= 0 && report.Questions >= EnoughQuestions) ? QualityDecision.NotWorse : QualityDecision.Unclear;
    }

    /// <summary>By more than the margin, and not by chance.</summary>
    internal static bool IsWorseByMeaning(Estimate difference) => difference.Mean < -MeaningMargin && difference.High < 0;
}
