using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

public sealed class KilledWorkerTests
{
    private const int Kills = 100;
    private const int Files = 170;

    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(10);

    /// <summary>Slow enough for a kill to hit a batch in the middle, quick enough for a hundred.</summary>
    private static readonly TinyModelOptions Model = new(Layers: 24);

    [Fact]
    public async Task After_a_hundred_kills_in_the_middle_of_batches_every_chunk_has_its_one_vector()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(Files);
        var model = workspace.WriteModel("a", Model);
        var relayed = workspace.Relayed;
        var host = workspace.NewHost(Relay.Launch(WorkerFixture.Launch, relayed.File, []));
        await using var index = workspace.Open(host);
        index.Choose(model);
        await index.IndexAsync(false, null, CancellationToken.None);

        var embedding = index.EmbedAsync(null, CancellationToken.None);
        var kills = await KillAsync(embedding, () => host.Open.FirstOrDefault(), relayed);
        var report = (await embedding.WaitAsync(LongPatience))[0];

        Assert.Equal(Kills, kills);
        Assert.Equal((0, 0), (report.Missing, report.Refused));
        // The probe, and each text once: what a kill took was in hand, and never came back.
        Assert.Equal(1 + report.Computed, relayed.Texts);
        Assert.Equal(report.Computed, workspace.Number("SELECT count(DISTINCT content_hash) FROM chunks"));
        Assert.Equal(report.Computed, workspace.Number("SELECT count(*) FROM embeddings e JOIN generations g ON g.id = e.generation WHERE g.model = 'a'"));
        ModelWorkspace.AssertSound(index);
        var vectors = workspace.Vectors("a");
        Assert.Equal(report.Chunks, vectors.Count);

        var calm = workspace.IndexFile + ".calm";
        await using var other = workspace.Open(indexFile: calm);
        other.Choose(model);
        await ModelWorkspace.EmbedAsync(other, LongPatience);
        Assert.Equal(workspace.Vectors("a", calm), vectors);
    }

    /// <summary>Kills the real worker each time it computes a batch and has done one since the last time.</summary>
    private static async Task<int> KillAsync(Task embedding, Func<GgufEmbedder?> embedder, RelayLog relayed)
    {
        var (kills, killed, texts) = (0, 0, 0);
        while (kills < Kills)
        {
            await WorkerFixture.UntilAsync(
                () => embedding.IsCompleted || (embedder()?.Worker.BatchesInHand > 0 && relayed.LastProcess != killed && relayed.Texts > texts), "a batch in hand");
            if (embedding.IsCompleted) break;
            (killed, texts) = (relayed.LastProcess, relayed.Texts);
            WorkerFixture.Kill(killed);
            kills++;
        }

        return kills;
    }
}
