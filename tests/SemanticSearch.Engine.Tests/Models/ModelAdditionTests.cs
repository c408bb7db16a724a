using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class ModelAdditionTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_file_of_ones_own_stays_where_it_is_and_is_a_model_from_then_on()
    {
        var path = fixture.Elsewhere("My Model.gguf", StoreFixture.TextModel);

        await fixture.AddAsync(path, query: "ask: ", document: "");

        var choice = await fixture.ResolveAsync("my-model");
        Assert.Equal((path, "ask: ", "", PoolingKind.Mean), (choice.Path, choice.QueryPrefix, choice.DocumentPrefix, choice.Pooling));
        Assert.Equal(choice, await fixture.ResolveAsync(path));
        Assert.Contains(fixture.Store.List(null), model => model is { Id: "my-model", IsOwn: true, Presence: ModelPresence.Here });
    }

    [Fact]
    public void What_the_file_does_not_say_is_asked_for()
    {
        var silent = fixture.Elsewhere("silent.gguf", TinyModel.Build(StoreFixture.TextModel).Remove("nomic-bert.pooling_type"));
        var telling = fixture.Elsewhere("telling.gguf", StoreFixture.TextModel);

        Assert.Equal([OpenQuestion.Pooling, OpenQuestion.QueryPrefix, OpenQuestion.DocumentPrefix], QuestionsAbout(silent, null));
        Assert.Equal([OpenQuestion.DocumentPrefix], QuestionsAbout(telling, ""));

        static IReadOnlyList<OpenQuestion> QuestionsAbout(string path, string? queryPrefix) =>
            new ModelAddition(path, null, null, queryPrefix, null, null, Copy: false).Questions(EmbeddingModelFile.Inspect(path));
    }

    [Fact]
    public async Task Nothing_is_added_while_a_question_is_open()
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);

        Assert.Contains("prefix for code", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.AddAsync(path, document: null))).Message);
        Assert.DoesNotContain(fixture.Store.List(null), model => model.IsOwn);
    }

    [Fact]
    public async Task What_the_user_states_counts_before_the_file()
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);

        await fixture.AddAsync(path, pooling: PoolingKind.Cls, dimensions: 48);

        var choice = await fixture.ResolveAsync("mine");
        Assert.Equal((PoolingKind.Cls, 48), (choice.Pooling, choice.OutputDimensions));
        Assert.Equal(40, (await fixture.ResolveAsync("mine@40")).OutputDimensions);
    }

    [Theory]
    [InlineData("small-text")]
    [InlineData("small-code")]
    [InlineData("a/b")]
    [InlineData("x.gguf")]
    [InlineData("two words")]
    [InlineData("")]
    public async Task A_name_that_means_something_else_is_refused(string id)
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);

        Assert.Contains("--id", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.AddAsync(path, id))).Message);
    }

    [Fact]
    public async Task Another_file_under_the_same_name_is_refused_and_the_same_one_replaces_what_was_said()
    {
        var first = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);
        await fixture.AddAsync(first, "mine", query: "old");
        var second = fixture.Elsewhere("other.gguf", StoreFixture.TextModel);

        await Assert.ThrowsAsync<ModelFormatException>(() => fixture.AddAsync(second, "mine"));
        await fixture.AddAsync(first, "mine", query: "new");

        Assert.Equal("new", (await fixture.ResolveAsync("mine")).QueryPrefix);
    }

    [Fact]
    public async Task A_file_that_changed_since_is_not_taken_for_the_one_that_was_added()
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);
        await fixture.AddAsync(path);
        TinyModel.Write(path, StoreFixture.TextModel with { Seed = 5 });
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));

        Assert.Contains("add it again", (await Assert.ThrowsAsync<ModelFormatException>(() => fixture.ResolveAsync("mine"))).Message);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_said_to_be_gone()
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);
        await fixture.AddAsync(path);
        File.Delete(path);

        Assert.Contains("Put it back", (await Assert.ThrowsAsync<ModelNotFoundException>(() => fixture.ResolveAsync("mine"))).Message);
        Assert.Equal(ModelPresence.Missing, fixture.Store.List(null).Single(model => model.IsOwn).Presence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removing_one_of_ones_own_deletes_a_copy_and_never_the_original(bool copy)
    {
        var path = fixture.Elsewhere("mine.gguf", StoreFixture.TextModel);
        var kept = (await fixture.AddAsync(path, copy: copy)).Path;
        Assert.Equal(copy, kept != path);

        fixture.Store.Remove(fixture.Store.PlanRemoval("mine"));

        Assert.True(File.Exists(path));
        Assert.Equal(!copy, File.Exists(kept));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => fixture.ResolveAsync("mine"));
    }

    [Fact]
    public async Task A_damaged_list_of_ones_own_is_told_and_not_overwritten()
    {
        Directory.CreateDirectory(fixture.Store.Folder);
        var list = Path.Combine(fixture.Store.Folder, UserModels.FileName);
        File.WriteAllText(list, "{");

        await Assert.ThrowsAsync<ModelFormatException>(() => fixture.AddAsync(fixture.Elsewhere("mine.gguf", StoreFixture.TextModel)));
        Assert.Equal("{", File.ReadAllText(list));
    }
}
