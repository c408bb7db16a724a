using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Vectors;

namespace SemanticSearch.Benchmarks;

/// <summary>The int8 scan against sqlite-vec's float scan over the same vectors: the 50 nearest of 100,000.</summary>
public class ScanBenchmarks
{
    private const int Nearest = 50;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"semsearch-scan-{Guid.NewGuid():n}.db");
    private SqliteConnection _connection = null!;
    private SqliteCommand _query = null!;
    private sbyte[] _codes = [];
    private float[] _scales = [];
    private sbyte[] _queryCodes = [];
    private int[] _dots = [];
    private (float Score, int Row)[] _best = [];

    [Params(256, 768)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var vectors = BenchmarkData.Vectors(BenchmarkData.Chunks, Dimensions);
        _codes = new sbyte[vectors.Length];
        _scales = new float[BenchmarkData.Chunks];
        _dots = new int[BenchmarkData.Chunks];
        _connection = BenchmarkData.Open(_file);
        BenchmarkData.Execute(_connection, $"CREATE VIRTUAL TABLE v USING vec0(id INTEGER PRIMARY KEY, vector FLOAT[{Dimensions}])");
        BenchmarkData.Execute(_connection, "BEGIN");
        using (var insert = _connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO v(id, vector) VALUES($id, $vector)";
            var id = insert.Parameters.Add("$id", SqliteType.Integer);
            var vector = insert.Parameters.Add("$vector", SqliteType.Blob);
            for (var row = 0; row < BenchmarkData.Chunks; row++)
            {
                var values = vectors.AsSpan(row * Dimensions, Dimensions);
                _scales[row] = Quantiser.Quantise(values, _codes.AsSpan(row * Dimensions, Dimensions));
                id.Value = row;
                vector.Value = MemoryMarshal.AsBytes(values).ToArray();
                insert.ExecuteNonQuery();
            }
        }
        BenchmarkData.Execute(_connection, "COMMIT");

        var query = vectors[..Dimensions];
        _queryCodes = new sbyte[Dimensions];
        Quantiser.Quantise(query, _queryCodes);
        _query = _connection.CreateCommand();
        _query.CommandText = $"SELECT id FROM v WHERE vector MATCH $query AND k = {Nearest}";
        _query.Parameters.AddWithValue("$query", MemoryMarshal.AsBytes<float>(query).ToArray());
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _query.Dispose();
        _connection.Dispose();
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(_file + suffix);
    }

    [Benchmark(Baseline = true, Description = "vec0 float")]
    public int Vec0()
    {
        using var reader = _query.ExecuteReader();
        var found = 0;
        while (reader.Read()) found++;
        return found;
    }

    [Benchmark(Description = "int8 scan")]
    public int Int8()
    {
        DotKernel.Dot(_queryCodes, _codes, _dots);
        var queue = new PriorityQueue<int, float>(Nearest + 1);
        var threshold = float.MinValue;
        for (var row = 0; row < _dots.Length; row++)
        {
            var score = _dots[row] * _scales[row];
            if (score <= threshold) continue;
            queue.Enqueue(row, score);
            if (queue.Count > Nearest) queue.Dequeue();
            if (queue.Count == Nearest) queue.TryPeek(out _, out threshold);
        }
        return queue.Count;
    }
}
