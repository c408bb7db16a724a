using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_known_model_is_settled_from_its_file_and_the_manifest()
    {
        var path = fixture.InHome("small-text.gguf", StoreFixture.TextModel);

        var choice = await fixture.ResolveAsync("small-text");

        Assert.Equal(
            new ModelChoice(
                "small-text", path, new FileInfo(path).Length, StoreFixture.HashOf(path), "nomic-bert", StoreFixture.Dimensions, StoreFixture.Dimensions, PoolingKind.Mean,
                512, "q: ", "d: "),
            choice);
    }

    [Fact]
    public async Task The_workspaces_own_models_come_before_the_users()
    {
        fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        var nearer = fixture.InWorkspace("small-text.gguf", StoreFixture.TextModel with { Seed = 2 });

        Assert.Equal(nearer, (await fixture.ResolveAsync("small-text")).Path);
    }

    [Theory]
    [InlineData("SMALL-TEXT.GGUF")]
    [InlineData("small_text.gguf")]
    [InlineData("Small.Text.gguf")]
    public async Task Capitals_dots_and_dashes_of_a_files_name_do_not_matter(string file)
    {
        var path = fixture.InHome(file, StoreFixture.TextModel);

        Assert.Equal(path, (await fixture.ResolveAsync("Small-Text")).Path);
    }

    [Fact]
    public async Task Of_a_family_the_build_that_is_here_is_taken()
    {
        fixture.InHome("small-code.Q8_0.gguf", StoreFixture.CodeModel);

        Assert.Equal("small-code:Q8_0", (await fixture.ResolveAsync("small-code")).Id);
    }

    [Fact]
    public async Task A_model_that_is_not_here_says_how_to_get_it()
    {
        var failure = await Assert.ThrowsAsync<ModelNotFoundException>(() => fixture.ResolveAsync("small-code"));

        Assert.Equal("small-code:F32 is not here: download it with 'semsearch model download small-code:F32'.", failure.Message);
    }

    [Theory]
    [InlineData("nonsense", "model list")]
    [InlineData("nowhere/x.gguf", "no model file")]
    public async Task What_nobody_knows_is_said_to_be_unknown(string model, string said) =>
        Assert.Contains(said, (await Assert.ThrowsAsync<ModelNotFoundException>(() => fixture.ResolveAsync(model))).Message);

    [Fact]
    public async Task The_bundled_model_is_not_one_to_choose() =>
        Assert.Contains("always used", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("bundled"))).Message);

    [Fact]
    public async Task A_text_model_under_a_code_models_name_is_recognised()
    {
        fixture.InWorkspace("small-code.F32.gguf", StoreFixture.TextModel);

        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("small-code"));

        Assert.Contains("calls itself small-code, but it is a nomic-bert model of 64 dimensions and 2 layers with mean pooling: that is small-text.", failure.Message);
        Assert.Contains("small-code is a qwen2 model", failure.Message);
    }

    [Theory]
    [InlineData(128, 2)]
    [InlineData(64, 3)]
    public async Task Another_size_under_a_known_name_is_refused(int dimensions, int layers)
    {
        fixture.InHome("small-text.gguf", StoreFixture.TextModel with { Dimensions = dimensions, Layers = layers });

        await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("small-text"));
    }

    [Fact]
    public void What_the_shipped_manifest_knows_is_told_apart_by_shape_and_name()
    {
        var shipped = ModelManifest.Load(Repository.At("models", ModelManifest.FileName));
        var entry = Assert.Single(shipped.Find("nomic-embed-code:Q4_K_M"));
        var leftover = new EmbeddingModelFile(
            "nomic-embed-code.Q4_K_M.gguf", 84_106_624, "nomic-bert", "nomic-embed-text-v1.5", 12, 768, 2048, PoolingKind.Mean, "bert", 30522, "Q4_K_M", 136_731_648);

        var failure = Assert.Throws<ModelFormatException>(() => ModelIdentity.Check(entry, leftover, shipped));

        Assert.Contains("768 dimensions and 12 layers with mean pooling: that is nomic-embed-text-v1.5.", failure.Message);
    }

    [Fact]
    public async Task A_file_with_another_hash_than_the_manifest_has_is_refused()
    {
        fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        var store = fixture.StoreWith(StoreFixture.Text with { Sha256 = new string('a', 64) });

        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => store.ResolveAsync("small-text", null, null, CancellationToken.None));

        Assert.Contains("its SHA-256 is", failure.Message);
    }

    [Fact]
    public async Task A_file_with_the_hash_that_it_should_have_is_believed_even_where_its_converter_was_wrong()
    {
        var path = fixture.InHome("small-text.gguf", StoreFixture.TextModel with { Pooling = PoolingKind.Cls });
        await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("small-text"));
        var store = fixture.StoreWith(StoreFixture.Text with { Sha256 = StoreFixture.HashOf(path) });

        var choice = await store.ResolveAsync("small-text", null, null, CancellationToken.None);

        Assert.Equal(PoolingKind.Mean, choice.Pooling);
    }

    [Fact]
    public async Task A_wrong_hash_is_explained_by_the_models_shape_where_that_tells()
    {
        fixture.InHome("small-text.gguf", StoreFixture.CodeModel);
        var store = fixture.StoreWith(StoreFixture.Text with { Sha256 = new string('a', 64) });

        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => store.ResolveAsync("small-text", null, null, CancellationToken.None));

        Assert.Contains("that is small-code", failure.Message);
    }

    [Fact]
    public async Task A_hash_is_computed_once_and_again_when_the_file_changes()
    {
        var path = fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        var reads = 0;
        var counting = new Counting(() => reads++);

        await fixture.Store.ResolveAsync("small-text", null, counting, CancellationToken.None);
        var once = reads;
        await fixture.Store.ResolveAsync("small-text", null, counting, CancellationToken.None);
        Assert.Equal((1, 1), (once, reads));

        TinyModel.Write(path, StoreFixture.TextModel with { Seed = 9 });
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(StoreFixture.HashOf(path), (await fixture.Store.ResolveAsync("small-text", null, counting, CancellationToken.None)).Sha256);
        Assert.Equal(2, reads);
    }

    [Theory]
    [InlineData("small-text@32", 32)]
    [InlineData("small-text@64", 64)]
    public async Task Vectors_may_be_cut_to_what_the_model_was_trained_for(string model, int dimensions)
    {
        fixture.InHome("small-text.gguf", StoreFixture.TextModel);

        var choice = await fixture.ResolveAsync(model);

        Assert.Equal((StoreFixture.Dimensions, dimensions), (choice.Dimensions, choice.OutputDimensions));
    }

    [Theory]
    [InlineData("small-text@33", "64, or cut to 32, 16")]
    [InlineData("small-text@128", "64, or cut to 32, 16")]
    [InlineData("small-code@32", "64, and may not be cut")]
    public async Task Other_cuts_are_refused_with_those_that_there_are(string model, string said)
    {
        fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        fixture.InHome("small-code.F32.gguf", StoreFixture.CodeModel);

        Assert.Contains(said, (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync(model))).Message);
    }

    [Fact]
    public async Task A_path_is_known_by_its_name_or_by_its_hash()
    {
        var named = fixture.Elsewhere("small-text.gguf", StoreFixture.TextModel);
        var renamed = fixture.Elsewhere("something.gguf", StoreFixture.TextModel);
        var store = fixture.StoreWith(StoreFixture.Text with { Sha256 = StoreFixture.HashOf(renamed) });

        foreach (var path in (string[])[named, renamed])
        {
            var choice = await store.ResolveAsync(path, null, null, CancellationToken.None);
            Assert.Equal(("small-text", path), (choice.Id, choice.Path));
        }
    }

    [Fact]
    public async Task A_path_that_nobody_has_described_is_asked_to_be_added()
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);

        Assert.Contains("semsearch model add", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync(path))).Message);
    }

    [Fact]
    public void The_list_says_what_is_here_what_is_begun_and_what_is_missing()
    {
        fixture.InWorkspace("small-text.gguf", StoreFixture.TextModel);
        Directory.CreateDirectory(fixture.Store.Folder);
        File.WriteAllBytes(Path.Combine(fixture.Store.Folder, "small-code.F32.gguf.part"), new byte[10]);

        var list = fixture.Store.List(fixture.Workspace);

        Assert.Equal(
            [("bundled", ModelPresence.Bundled), ("small-code:F32", ModelPresence.Partly), ("small-code:Q8_0", ModelPresence.Missing), ("small-text", ModelPresence.Here)],
            list.Select(model => (model.Id, model.Presence)));
        Assert.Equal(10, list[1].PartSize);
    }

    [Fact]
    public async Task Verifying_reads_the_file_again_whatever_is_remembered_of_it()
    {
        var path = fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        var store = fixture.StoreWith(StoreFixture.Text with { Sha256 = StoreFixture.HashOf(path) });
        Assert.True((await VerifyAsync()).HashWasKnown);

        var written = File.GetLastWriteTimeUtc(path);
        using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length - 1;
            file.WriteByte(0xEE);
        }

        File.SetLastWriteTimeUtc(path, written);
        await store.ResolveAsync("small-text", null, null, CancellationToken.None);
        await Assert.ThrowsAsync<ModelFormatException>(VerifyAsync);

        Task<VerifiedModel> VerifyAsync() => store.VerifyAsync("small-text", null, null, CancellationToken.None);
    }

    [Fact]
    public void Removing_takes_the_file_and_what_a_download_left_and_nothing_of_the_workspaces()
    {
        var mine = fixture.InHome("small-text.gguf", StoreFixture.TextModel);
        File.WriteAllBytes(mine + ".part", [1]);
        var theirs = fixture.InWorkspace("small-text.gguf", StoreFixture.TextModel);

        fixture.Store.Remove(fixture.Store.PlanRemoval("small-text"));

        Assert.False(File.Exists(mine) || File.Exists(mine + ".part"));
        Assert.True(File.Exists(theirs));
        Assert.Throws<ModelNotFoundException>(() => fixture.Store.PlanRemoval("small-text"));
    }

    private sealed class Counting(Action count) : IProgress<FileProgress>
    {
        public void Report(FileProgress value) => count();
    }
}
