using System.Security.Cryptography;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class BundledModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("semsearch-model-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_without_a_model_says_what_to_do()
    {
        var error = Assert.Throws<FileNotFoundException>(() => BundledModel.OpenIn(folder));
        Assert.Contains(BundledModel.OverrideVariable, error.Message);
    }

    [Fact]
    public void A_model_that_fits_its_manifest_is_opened_at_its_start()
    {
        byte[] content = [1, 2, 3];
        File.WriteAllBytes(Path.Combine(folder, "a.gguf"), content);
        WriteManifest(3, Convert.ToHexStringLower(SHA256.HashData(content)));
        using var file = BundledModel.OpenIn(folder);
        Assert.Equal(1, file.ReadByte());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void A_model_that_differs_from_its_manifest_is_refused(long size)
    {
        File.WriteAllBytes(Path.Combine(folder, "a.gguf"), [1, 2, 3]);
        WriteManifest(size, new string('0', 64));
        Assert.Contains("a.gguf", Assert.Throws<ModelFormatException>(() => BundledModel.OpenIn(folder)).Message);
    }

    [Fact]
    public void A_broken_manifest_is_refused()
    {
        File.WriteAllBytes(Path.Combine(folder, "a.gguf"), [1]);
        File.WriteAllText(Path.Combine(folder, ModelManifest.FileName), "{");
        Assert.Throws<ModelFormatException>(() => BundledModel.OpenIn(folder));
    }

    private void WriteManifest(long size, string hash) => File.WriteAllText(
        Path.Combine(folder, ModelManifest.FileName),
        $$"""{"models":[{"id":"x","file":"a.gguf","size":{{size}},"sha256":"{{hash}}","dimensions":8,"licence":"MIT"}]}""");
}
