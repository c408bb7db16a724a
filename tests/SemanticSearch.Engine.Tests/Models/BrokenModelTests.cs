using System.Text;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>
/// Every file of <see cref="BrokenModel.Groups"/> is refused in words that help. What is said of each is in broken-models.txt; run with
/// UPDATE_GOLDENS=1 to write it anew.
/// </summary>
public sealed class BrokenModelTests
{
    private const string FileName = "model.gguf";

    /// <summary>What a next step begins with.</summary>
    private static readonly string[] NextSteps = ["Get the ", "get the ", "Get another ", "get another ", "Choose ", "choose ", "Convert ", "Download ", "Name ", "Join them ", "Run "];

    private static readonly string GoldenPath = Repository.At("tests", "SemanticSearch.Engine.Tests", "Models", "broken-models.txt");

    [Fact]
    public void Every_broken_model_is_refused_as_broken_models_txt_says()
    {
        using var folder = new TemporaryFolder();
        var said = new StringBuilder();
        foreach (var (group, models) in BrokenModel.Groups)
        {
            said.Append($"== {group}\n\n");
            foreach (var model in models) said.Append($"{model.Name}\n  {Refusal(folder, model)}\n\n");
        }

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1") File.WriteAllText(GoldenPath, said.ToString());
        Assert.Equal(File.ReadAllText(GoldenPath), said.ToString());
    }

    [Fact]
    public void There_are_at_least_120_of_them_and_all_have_different_names()
    {
        var names = BrokenModel.Groups.SelectMany(group => group.Models).Select(model => model.Name).ToList();

        Assert.True(names.Count >= 120, $"only {names.Count}");
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Every_refusal_names_the_file_and_a_next_step()
    {
        using var folder = new TemporaryFolder();
        var helpless = BrokenModel.Groups.SelectMany(group => group.Models)
            .Select(model => $"{model.Name}: {Refusal(folder, model)}")
            .Where(refusal => !refusal.Contains($"{FileName}: ", StringComparison.Ordinal) || !Array.Exists(NextSteps, step => refusal.Contains(step, StringComparison.Ordinal)));

        Assert.Empty(helpless);
    }

    [Fact]
    public void A_missing_file_is_missing_and_a_folder_is_no_model()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("none.gguf", Assert.Throws<FileNotFoundException>(() => EmbeddingModelFile.Inspect(folder.FullPath("none.gguf"))).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => EmbeddingModelFile.Inspect(Path.Combine(folder.FullPath("none"), "none.gguf")));
        Assert.Contains("is a folder", Assert.Throws<ModelFormatException>(() => EmbeddingModelFile.Inspect(folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Shows that the probe of the other tests sees what it looks for, and that these checks are needed.</summary>
    [Fact]
    public void What_is_refused_here_does_end_the_process_in_llama_cpp()
    {
        using var folder = new TemporaryFolder();
        string[] asserted = ["block_count 0", "expert_count without its pair", "a token twice", "layer_norm_epsilon NaN", "no layer that sees the whole text"];
        var paths = BrokenModel.Groups.SelectMany(group => group.Models).Where(model => asserted.Contains(model.Name))
            .Select((model, i) => folder.Write($"{i}.gguf", model.Write())).ToList();

        var results = LlamaProbe.Run(paths);

        Assert.Equal(asserted.Length, results.Count);
        Assert.All(results, result => Assert.True(LlamaProbe.IsEnd(result), result));
    }

    private static string Refusal(TemporaryFolder folder, BrokenModel model)
    {
        var path = folder.Write(FileName, model.Write());
        try
        {
            EmbeddingModelFile.Inspect(path);
            return "ACCEPTED";
        }
        catch (ModelFormatException refusal)
        {
            return refusal.Message.ReplaceLineEndings(" ");
        }
    }
}
