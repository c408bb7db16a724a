using System.Globalization;

namespace SemanticSearch.Engine.Integrity;

/// <param name="Damages">What was found, all of which is mended.</param>
/// <param name="VectorsMade">Of their embeddings.</param>
/// <param name="SegmentsCoded">Whose codes were made of the vectors.</param>
/// <param name="FilesToRead">Marked to be read again by the next run.</param>
/// <param name="Sealed">Rows of format 1 that were found sound and have a checksum now.</param>
internal sealed record RepairReport(IReadOnlyList<Damage> Damages, int VectorsMade, int SegmentsCoded, long FilesToRead, long Sealed)
{
    /// <summary>What was done, in words.</summary>
    public override string ToString()
    {
        if (Damages.Count == 0) return $"Nothing in the index is damaged.{SealedInWords}";
        var done = new List<string>();
        if (VectorsMade > 0) done.Add($"{Count(VectorsMade, "vector was", "vectors were")} made of the embeddings");
        if (SegmentsCoded > 0) done.Add($"the codes of {Count(SegmentsCoded, "segment", "segments")} were made of the vectors");
        if (FilesToRead > 0) done.Add($"{Count(FilesToRead, "file is", "files are")} read again by the next indexing");
        if (done.Count == 0) done.Add("it was dropped, and is computed again when it is wanted");
        return $"Parts of the index were damaged and are mended. {Damage.Describe(Damages)}. What was done: {string.Join(", ", done)}.{SealedInWords}";
    }

    private string SealedInWords => Sealed > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Sealed:N0} rows of an earlier format have a checksum now.") : "";

    private static string Count(long number, string one, string many) => number == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{number:N0} {many}");
}
