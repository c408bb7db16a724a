using System.Runtime.InteropServices;
using SemanticSearch.Engine.Models;
using Processor = System.Runtime.InteropServices.Architecture;

namespace SemanticSearch.Engine.Tests.Models;

public sealed class LlamaRuntimesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Auto_takes_the_fastest_that_is_there_and_the_processor_last()
    {
        Install("app/cpu");
        Install("data/vulkan");
        Install("data/cuda");

        var found = OnLinux(ComputeDevice.Auto);

        Assert.Equal([At(ComputeDevice.Cuda, "data/cuda"), At(ComputeDevice.Vulkan, "data/vulkan"), At(ComputeDevice.Cpu, "app/cpu")], found.Runtimes);
        Assert.Empty(found.LeftOut);
    }

    [Fact]
    public void Auto_says_nothing_about_graphics_cards_that_nobody_asked_for()
    {
        Install("app/cpu");

        Assert.Equal([At(ComputeDevice.Cpu, "app/cpu")], OnLinux(ComputeDevice.Auto).Runtimes);
        Assert.Empty(OnLinux(ComputeDevice.Auto).LeftOut);
    }

    [Fact]
    public void A_wish_comes_first_and_the_processor_after_it()
    {
        foreach (var build in (string[])["app/cpu", "app/cuda", "app/vulkan"]) Install(build);

        Assert.Equal([At(ComputeDevice.Vulkan, "app/vulkan"), At(ComputeDevice.Cpu, "app/cpu")], OnLinux(ComputeDevice.Vulkan).Runtimes);
        Assert.Equal([At(ComputeDevice.Cpu, "app/cpu")], OnLinux(ComputeDevice.Cpu).Runtimes);
    }

    [Fact]
    public void Cuda_for_an_older_runtime_is_tried_after_the_newer()
    {
        foreach (var build in (string[])["app/cpu", "data/cuda12", "data/cuda"]) Install(build);

        var found = OnLinux(ComputeDevice.Cuda);

        Assert.Equal(
            [At(ComputeDevice.Cuda, "data/cuda"), At(ComputeDevice.Cuda, "data/cuda12"), At(ComputeDevice.Cpu, "app/cpu")], found.Runtimes);
    }

    [Fact]
    public void A_wish_that_is_not_installed_becomes_the_processor_with_the_way_to_get_it()
    {
        Install("app/cpu");

        var found = OnLinux(ComputeDevice.Cuda);

        Assert.Equal([At(ComputeDevice.Cpu, "app/cpu")], found.Runtimes);
        var reason = Assert.Single(found.LeftOut);
        Assert.Contains("npm run setup -- --gpu cuda", reason, StringComparison.Ordinal);
        Assert.Contains(_folder.FullPath(Path.Combine("data", "cuda")), reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_that_the_system_does_not_know_becomes_the_processor_with_the_choices()
    {
        Install("app/cpu");

        var found = OnLinux(ComputeDevice.Metal);

        Assert.Equal([ComputeDevice.Cpu], found.Runtimes.Select(runtime => runtime.Device));
        Assert.Equal(["llama.cpp has no metal build for this system. Choose auto or cuda or vulkan or cpu."], found.LeftOut);
    }

    [Fact]
    public void Apple_silicon_has_metal_alone_which_serves_the_processor_too()
    {
        Install("app/metal");

        foreach (var wanted in (ComputeDevice[])[ComputeDevice.Auto, ComputeDevice.Metal])
        {
            var found = Look(wanted, OSPlatform.OSX, Processor.Arm64);
            Assert.Equal([At(ComputeDevice.Metal, "app/metal")], found.Runtimes);
            Assert.Empty(found.LeftOut);
        }
        Assert.Equal([At(ComputeDevice.Metal, "app/metal")], Look(ComputeDevice.Cpu, OSPlatform.OSX, Processor.Arm64).Runtimes);
    }

    [Fact]
    public void An_earlier_folder_counts_and_an_empty_one_does_not()
    {
        Install("app/cpu");
        Install("data/cpu");
        _folder.CreateFolder("app/cuda");
        Install("data/cuda");

        Assert.Equal([At(ComputeDevice.Cuda, "data/cuda"), At(ComputeDevice.Cpu, "app/cpu")], OnLinux(ComputeDevice.Auto).Runtimes);
    }

    [Fact]
    public void Without_any_build_there_is_no_candidate_and_a_reason()
    {
        var found = OnLinux(ComputeDevice.Auto);

        Assert.Empty(found.Runtimes);
        Assert.Contains("Install Semantic Search again", Assert.Single(found.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_that_llama_cpp_is_not_built_for_is_named()
    {
        var found = Look(ComputeDevice.Auto, OSPlatform.Linux, Processor.RiscV64);

        Assert.Empty(found.Runtimes);
        Assert.Equal(["llama.cpp has no build for Linux riscv64. Search answers from the bundled model."], found.LeftOut);
    }

    [Fact]
    public void On_this_system_what_lies_beside_the_tests_is_found()
    {
        var found = LlamaRuntimes.Candidates(ComputeDevice.Auto, [Path.Combine(AppContext.BaseDirectory, LlamaRuntimes.FolderName)]);

        Assert.Contains(found.Runtimes, runtime => runtime.Device is ComputeDevice.Cpu or ComputeDevice.Metal);
    }

    private LlamaCandidates OnLinux(ComputeDevice wanted) => Look(wanted, OSPlatform.Linux, Processor.X64);

    private LlamaCandidates Look(ComputeDevice wanted, OSPlatform system, Processor processor)
        => LlamaRuntimes.Candidates(wanted, [_folder.FullPath("app"), _folder.FullPath("data")], system, processor);

    private LlamaRuntime At(ComputeDevice device, string path) => new(device, _folder.FullPath(path.Replace('/', Path.DirectorySeparatorChar)));

    private void Install(string build) => _folder.Write($"{build}/libllama.so", "");
}
