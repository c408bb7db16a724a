using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Architectures;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class EmbeddingModelFileTests
{
    public static TheoryData<string> Names { get; } = [.. ModelArchitecture.Supported.Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_of_each_supported_architecture_is_accepted_and_llama_cpp_computes_with_it(string architecture)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", SmallModel.Of(architecture).ToBytes());

        var model = EmbeddingModelFile.Inspect(path);

        Assert.Equal((architecture, SmallModel.Layers, SmallModel.Dimensions, SmallModel.Context), (model.Architecture, model.Layers, model.Dimensions, model.ContextLength));
        Assert.Equal(("F32", $"Small {architecture}"), (model.Quantisation, model.Name));
        Assert.NotNull(model.Pooling);
        Assert.Equal("computed", LlamaProbe.Run([path]).Single());
    }
}
