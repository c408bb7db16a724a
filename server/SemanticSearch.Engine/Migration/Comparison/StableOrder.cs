using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Engine.Migration;

/// <summary>An order as good as a random one, that is the same in every process and at every time.</summary>
internal static class StableOrder
{
    public static ulong Of(string text)
    {
        var digest = (stackalloc byte[SHA256.HashSizeInBytes]);
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    /// <summary>Takes some questions, spread over files: one of each before a second of any.</summary>
    /// <param name="candidates">Each with the file that it is about.</param>
    public static IReadOnlyList<Question> Sample(IEnumerable<(string Path, Question Question)> candidates, int most) =>
    [
        .. candidates.GroupBy(candidate => candidate.Path)
            .SelectMany(file => file.OrderBy(candidate => Of(candidate.Question.Text))
                .Select((candidate, turn) => (turn, order: Of(file.Key), candidate.Question)))
            .OrderBy(taken => taken.turn)
            .ThenBy(taken => taken.order)
            .Select(taken => taken.Question)
            .Take(most),
    ];
}
