using System.Diagnostics;

namespace SemanticSearch.Server.Tests.Kills;

/// <summary>When in the life of a process it is killed: so many writes into the index after it began, and so much time after that.</summary>
internal sealed record KillMoment(int Writes, TimeSpan After)
{
    /// <summary>Writes of one process that a moment is counted by; building a generation writes more often.</summary>
    private const int MostWrites = 12;

    /// <summary>After a write: long enough for the next one to have begun, short enough to fall between two that belong together.</summary>
    private static readonly TimeSpan LongestAfterWrite = TimeSpan.FromMilliseconds(8);

    /// <summary>How often the files are looked at.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Every second one anywhere in the process's life, the others where something is written: a step of some milliseconds in the second that a process lives
    /// would hardly ever be hit otherwise.
    /// </summary>
    /// <param name="life">What the process takes when nobody kills it.</param>
    public static KillMoment Draw(Random random, TimeSpan life) => random.Next(2) == 0
        ? new KillMoment(0, life * random.NextDouble())
        : new KillMoment(1 + random.Next(MostWrites), LongestAfterWrite * random.NextDouble());

    /// <returns>False when the process ended before.</returns>
    public bool Comes(Process process, string indexFile)
    {
        var seen = StateOf(indexFile);
        for (var left = Writes; left > 0;)
        {
            if (process.WaitForExit(Look)) return false;
            var now = StateOf(indexFile);
            if (now == seen) continue;
            seen = now;
            left--;
        }

        return !process.WaitForExit(After);
    }

    /// <summary>Of all that a command writes: the index, its log, and the choice of models beside it.</summary>
    private static (DateTime, long, DateTime, long, DateTime) StateOf(string indexFile)
    {
        var (index, log, setting) = (new FileInfo(indexFile), new FileInfo(indexFile + "-wal"), new FileInfo(indexFile + ".model.json"));
        return (index.LastWriteTimeUtc, LengthOf(index), log.LastWriteTimeUtc, LengthOf(log), setting.LastWriteTimeUtc);
    }

    private static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;
}
