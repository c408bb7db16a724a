using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Benchmarks;

/// <summary>Made-up but realistic inputs, the same in every run.</summary>
internal static class BenchmarkData
{
    public const int Chunks = 100_000;

    /// <summary>Words in the vocabulary of the made-up chunks; their frequencies fall off as those of real text do (Zipf).</summary>
    private const int Words = 50_000;

    /// <summary>Different words in a chunk, about what 1,000 characters of code have.</summary>
    private const int WordsPerChunk = 60;

    /// <summary>Row-major unit vectors. Real embeddings lie in clusters, so these do: a centre each, and noise.</summary>
    public static float[] Vectors(int rows, int dimensions)
    {
        var random = new Random(7);
        var centres = new float[256 * dimensions];
        for (var i = 0; i < centres.Length; i++) centres[i] = Gaussian(random);
        var vectors = new float[rows * dimensions];
        for (var row = 0; row < rows; row++)
        {
            var vector = vectors.AsSpan(row * dimensions, dimensions);
            var centre = centres.AsSpan(random.Next(256) * dimensions, dimensions);
            for (var i = 0; i < dimensions; i++) vector[i] = centre[i] + Gaussian(random);
            var norm = System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector);
            System.Numerics.Tensors.TensorPrimitives.Divide(vector, norm, vector);
        }
        return vectors;
    }

    /// <returns>For each chunk its different words.</returns>
    public static IEnumerable<string[]> Texts()
    {
        var random = new Random(11);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var words = new HashSet<string>();
            while (words.Count < WordsPerChunk) words.Add(Word(random));
            yield return [.. words];
        }
    }

    /// <summary>Eight words that many chunks have: those of ranks 3 to 10.</summary>
    public static string[] CommonWords() => [.. Enumerable.Range(3, 8).Select(rank => $"word{rank}x")];

    public static SqliteConnection Open(string file)
    {
        NativeSqlite.Initialise();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        NativeSqlite.TryLoadVectorExtension(connection);
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Rank r with a probability of about 1/r: the inverse of the cumulative distribution.
    private static string Word(Random random) => $"word{(int)Math.Exp(random.NextDouble() * Math.Log(Words))}x";

    private static float Gaussian(Random random)
        => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
