namespace SemanticSearch.Llama.Tests;

public sealed class LlamaLibraryTests
{
    [Fact]
    public void The_pinned_build_loads_and_has_something_to_compute_on()
    {
        var library = TestLlama.Load();

        Assert.Equal(LlamaLibrary.SupportedVersion, library.Version);
        Assert.Contains(library.Devices, device => device is { Kind: LlamaDeviceKind.Cpu, TotalMemory: > 0 });
    }

    [Fact]
    public void Loading_the_same_folder_again_gives_the_same_library()
        => Assert.Same(TestLlama.Load(), LlamaLibrary.Load(TestLlama.Folder + Path.DirectorySeparatorChar));

    [Fact]
    public void A_process_refuses_a_second_folder()
    {
        TestLlama.Load();
        using var other = new TemporaryFolder();

        var refused = Assert.Throws<LlamaException>(() => LlamaLibrary.Load(other.Path));
        Assert.Contains("Start another process", refused.Message, StringComparison.Ordinal);
    }
}
