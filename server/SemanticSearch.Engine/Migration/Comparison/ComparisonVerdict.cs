using System.Globalization;

namespace SemanticSearch.Engine.Migration;

/// <summary>What a comparison says, in one sentence.</summary>
internal static class ComparisonVerdict
{
    /// <param name="difference">Of MRR@10, candidate minus baseline.</param>
    /// <param name="byMeaning">The same, by vectors alone.</param>
    /// <param name="questions">With a right answer that is known.</param>
    public static string Of(string baseline, string candidate, int questions, Estimate difference, Estimate byMeaning)
    {
        if (questions == 0) return "There is nothing to judge by: no question with a known answer could be made of this code.";
        var figures = string.Create(
            CultureInfo.InvariantCulture, $"MRR {Signed(difference.Mean)} ({Signed(difference.Low)} to {Signed(difference.High)}), by meaning alone {Signed(byMeaning.Mean)} ({Signed(byMeaning.Low)} to {Signed(byMeaning.High)})");
        var asked = string.Create(CultureInfo.InvariantCulture, $"{questions:N0} question{(questions == 1 ? "" : "s")}");
        if (questions < ComparisonQuality.FewestQuestions) return $"{asked} cannot tell which finds more: {figures}.";
        return difference switch
        {
            { Low: > 0 } => $"{candidate} finds more than {baseline}: {figures} on {asked}.",
            _ when difference.High < 0 || ComparisonQuality.IsWorseByMeaning(byMeaning) => $"{candidate} finds less than {baseline}: {figures} on {asked}.",
            _ => $"No difference between {candidate} and {baseline} that {asked} could show: {figures}.",
        };
    }

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
