using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Llama.Tests;

/// <summary>What the tests of the product build on: that llama.cpp takes the tests' own models for real ones.</summary>
public sealed class TinyModelTests
{
    [Theory]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean, GgufTensorType.F32)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls, GgufTensorType.F16)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, GgufTensorType.Q8_0)]
    internal void The_library_loads_a_tiny_model_and_embeds_with_it(TinyArchitecture architecture, PoolingKind pooling, GgufTensorType type)
    {
        using var folder = new TemporaryFolder();
        var options = new TinyModelOptions(architecture, pooling, Type: type);
        var path = TinyModel.Write(folder.FullPath("tiny.gguf"), options);

        using var model = LlamaModel.Load(TestLlama.Load(), path, new LlamaModelOptions(), progress: null, CancellationToken.None);
        using var context = new LlamaContext(model, new LlamaContextOptions(BatchTokens: 64, Sequences: 4, Threads: 1, (LlamaPooling)pooling));
        var vector = new float[options.Dimensions];
        context.Embed([model.Vocabulary.Tokenize("where is the search function?", addSpecial: true)], vector, CancellationToken.None);

        Assert.Equal(options.Dimensions, model.Dimensions);
        Assert.Equal(options.ContextLength, model.TrainingContext);
        Assert.All(vector, value => Assert.True(float.IsFinite(value)));
        Assert.Contains(vector, value => Math.Abs(value) > 0.1f);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_and_another_seed_another()
    {
        using var folder = new TemporaryFolder();
        byte[] Bytes(string name, int seed) => File.ReadAllBytes(TinyModel.Write(folder.FullPath(name), new TinyModelOptions(Seed: seed)));

        Assert.Equal(Bytes("one.gguf", 3), Bytes("same.gguf", 3));
        Assert.NotEqual(Bytes("one.gguf", 3), Bytes("other.gguf", 4));
    }
}
