using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using SemanticSearch.Engine.Tests.Indexing;
using SemanticSearch.Server.Tests.Kills;
using Xunit.Abstractions;

namespace SemanticSearch.Server.Tests;

/// <summary>The real executable, killed at random moments while the model of a folder is changed, and changed back.</summary>
public sealed class MigrationKillTests(ITestOutputHelper output)
{
    private const int Kills = 100;

    /// <summary>Of attempts at a command, the share that is left to end by itself.</summary>
    private const double Spared = 0.15;

    private const float LeastLikeness = 0.9999f;

    /// <summary>Another one each time; that of a run that failed is asked for with SEMSEARCH_SEED.</summary>
    private static readonly int Seed = Environment.GetEnvironmentVariable("SEMSEARCH_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();

    [Fact]
    public async Task Changing_the_model_there_and_back_survives_a_hundred_kills_and_ends_up_the_same()
    {
        output.WriteLine($"SEMSEARCH_SEED={Seed}");
        var random = new Random(Seed);
        var clock = Stopwatch.StartNew();
        using var folder = new KilledFolder();
        await folder.AddModelsAsync();

        // How long each command lives here and now, and what it all comes to when nobody is killed.
        var calm = folder.IndexFileOf("calm");
        var lives = new Dictionary<string, TimeSpan>();
        foreach (var step in MigrationStory.Steps(byCanary: false))
        {
            lives[step.Name] = await folder.RunAsync(step, calm);
            output.WriteLine($"{step.Name}: {lives[step.Name].TotalMilliseconds:0} ms");
        }
        var (texts, vectors) = (IndexDump.TextsOf(calm), IndexDump.VectorsOf(calm));

        var killed = new SortedDictionary<string, int>();
        var kills = 0;
        for (var round = 0; kills < Kills; round++)
        {
            var index = folder.IndexFileOf($"round{round}");
            var steps = MigrationStory.Steps(byCanary: round % 2 == 1);
            foreach (var step in steps)
            {
                var ended = false;
                while (!ended)
                {
                    if (kills == Kills || random.NextDouble() < Spared)
                    {
                        await folder.RunAsync(step, index);
                        ended = true;
                    }
                    else if (await folder.KillAsync(step, index, KillMoment.Draw(random, lives[step.Name])))
                    {
                        kills++;
                        killed[step.Name] = killed.GetValueOrDefault(step.Name) + 1;
                        await folder.AssertSoundAsync(step, index, random);
                    }
                    else ended = true;
                }
            }

            await folder.AssertEndAsync(steps[^1], index);
            Assert.Equal(texts, IndexDump.TextsOf(index));
            AssertSame(vectors, IndexDump.VectorsOf(index));
        }

        foreach (var (step, count) in killed) output.WriteLine($"{step}: killed {count} times");
        output.WriteLine($"{kills} kills in {clock.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>The same, but for the last bit: what a text comes to depends on what else is in the batch, and a kill changes that.</summary>
    private static void AssertSame(IReadOnlyList<(string Key, float[] Vector)> expected, IReadOnlyList<(string Key, float[] Vector)> actual)
    {
        Assert.Equal(expected.Select(entry => entry.Key), actual.Select(entry => entry.Key));
        foreach (var ((key, one), (_, other)) in expected.Zip(actual))
        {
            if (!one.AsSpan().SequenceEqual(other)) Assert.True(TensorPrimitives.CosineSimilarity<float>(one, other) > LeastLikeness, key);
        }
    }
}
