using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Benchmarks;

/// <summary>What it costs to find an embedding again: in memory, and in the table.</summary>
internal static class EmbeddingLookUps
{
    private const int Embeddings = 2_000;

    public static void Run(int dimensions)
    {
        var home = Directory.CreateTempSubdirectory("semsearch-bench-").FullName;
        try
        {
            using var database = IndexDatabase.OpenForWriting(Path.Combine(home, "index.db"), Console.Error.WriteLine);
            var generation = Generations.Foundation(database, "benchmark", "benchmark", dimensions);
            var hashes = Enumerable.Range(0, Embeddings).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).ToList();
            using (var writer = new GenerationWriter(database, generation))
            {
                var vector = Enumerable.Range(0, dimensions).Select(i => i / (float)dimensions).ToArray();
                writer.Write(hashes.Select((hash, i) => new EmbeddedChunk(new BareChunk(i, "file", 0, 1, "", null, hash), vector, null, IsNew: true)));
            }

            var memory = new EmbeddingMemory(Embeddings * (dimensions * 2L + 1_000));
            using var cache = new EmbeddingCache(database, generation, memory);
            using var table = new EmbeddingCache(database, generation, new EmbeddingMemory(0));
            Time(cache, hashes, dimensions);
            Print("embedding found in the table", Time(table, hashes, dimensions));
            Print("embedding found in memory", Time(cache, hashes, dimensions));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <returns>Microseconds a look-up, in order.</returns>
    private static List<double> Time(EmbeddingCache cache, List<byte[]> hashes, int dimensions)
    {
        var values = new Half[dimensions];
        var times = new List<double>();
        foreach (var hash in hashes)
        {
            var start = Stopwatch.GetTimestamp();
            if (!cache.TryRead(hash, values)) throw new InvalidOperationException("An embedding that was written is not found.");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        times.Sort();
        return times;
    }

    private static void Print(string name, List<double> times)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}p50 {times[times.Count / 2]:F2} µs, p99 {times[times.Count * 99 / 100]:F2} µs"));
}
