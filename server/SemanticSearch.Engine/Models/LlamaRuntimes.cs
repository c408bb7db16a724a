using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Models;

/// <summary>What a model computes on.</summary>
public enum ComputeDevice
{
    /// <summary>The fastest that is there.</summary>
    Auto = 0,
    Cpu = 1,
    Cuda = 2,
    Vulkan = 3,
    Metal = 4,
}

/// <summary>A folder with llama.cpp's libraries for one device.</summary>
public sealed record LlamaRuntime(ComputeDevice Device, string Folder);

/// <param name="Runtimes">The best first. Whether one works is known when a worker process has loaded it; if it does not, the next is tried.</param>
/// <param name="LeftOut">Why what was wished for, or would be better, is not among them: a sentence each, with what to do.</param>
public sealed record LlamaCandidates(IReadOnlyList<LlamaRuntime> Runtimes, IReadOnlyList<string> LeftOut);

/// <summary>Which build of llama.cpp a model is to be run by: they lie in folders named after their device, below a few known ones.</summary>
public static class LlamaRuntimes
{
    /// <summary>The folder of the builds, beside the executable and in the user's data directory.</summary>
    public const string FolderName = "llama";

    private const Architecture X64 = Architecture.X64, Arm64 = Architecture.Arm64;

    /// <summary>The devices that llama.cpp is built for, the fastest first, each with its folder and the systems that have it. All else here follows from this.</summary>
    private static readonly Build[] Builds =
    [
        new(ComputeDevice.Metal, "metal", [(OSPlatform.OSX, Arm64)]),
        // For the runtime of CUDA 13 and cards since 2020; and for that of CUDA 12 and cards since 2014.
        new(ComputeDevice.Cuda, "cuda", [(OSPlatform.Linux, X64), (OSPlatform.Windows, X64)]),
        new(ComputeDevice.Cuda, "cuda12", [(OSPlatform.Linux, X64), (OSPlatform.Windows, X64)]),
        new(ComputeDevice.Vulkan, "vulkan", [(OSPlatform.Linux, X64), (OSPlatform.Windows, X64)]),
        new(ComputeDevice.Cpu, "cpu",
            [(OSPlatform.Linux, X64), (OSPlatform.Linux, Arm64), (OSPlatform.OSX, X64), (OSPlatform.Windows, X64), (OSPlatform.Windows, Arm64)]),
    ];

    /// <inheritdoc cref="Candidates(ComputeDevice, IReadOnlyList{string}, OSPlatform, Architecture)"/>
    public static LlamaCandidates Candidates(ComputeDevice wanted, IReadOnlyList<string> folders)
        => Candidates(wanted, folders, CurrentSystem(), RuntimeInformation.ProcessArchitecture);

    /// <summary>Looks for builds of llama.cpp. Nothing is loaded.</summary>
    /// <param name="wanted">The wish; where it cannot be met, the processor comes next and a reason says why.</param>
    /// <param name="folders">Where to look for folders such as "cuda"; what is found in an earlier one counts.</param>
    internal static LlamaCandidates Candidates(ComputeDevice wanted, IReadOnlyList<string> folders, OSPlatform system, Architecture architecture)
    {
        var here = Builds.Where(build => build.IsFor(system, architecture)).ToList();
        // The processor's own build comes last. Apple silicon has none apart: Metal's computes on the processor as well.
        var last = here.LastOrDefault();
        var tried = wanted == ComputeDevice.Auto ? here : here.Where(build => build.Device == wanted || build == last).ToList();

        var runtimes = tried.Select(build => build.In(folders)).OfType<LlamaRuntime>().ToList();
        var leftOut = new List<string>();
        if (wanted != ComputeDevice.Auto && runtimes.All(runtime => runtime.Device != wanted))
        {
            leftOut.Add(WhyNot(Builds.First(build => build.Device == wanted), here, folders));
        }
        if (runtimes.Count == 0)
        {
            leftOut.Add(last is null
                ? $"llama.cpp has no build for {SystemName(system)} {NameOf(architecture)}. Search answers from the bundled model."
                : $"llama.cpp is not in {string.Join(" or ", folders)}. Install Semantic Search again; until then search answers from the bundled model.");
        }
        return new LlamaCandidates(runtimes, leftOut);
    }

    private static string WhyNot(Build wanted, List<Build> here, IReadOnlyList<string> folders)
    {
        if (here.Contains(wanted))
        {
            return wanted == here[^1]
                ? $"The {wanted.Folder} build of llama.cpp, which should have come with Semantic Search, is missing. Install it again."
                : $"The {wanted.Folder} build of llama.cpp is not installed, so the processor is used. Run `npm run setup -- --gpu {wanted.Folder}` in a "
                  + $"checkout of Semantic Search and copy artifacts/native/{FolderName}/{wanted.Folder} to {Path.Combine(folders[^1], wanted.Folder)}.";
        }
        var offered = here.Count > 0 ? $" Choose auto or {string.Join(" or ", here.Select(build => build.Name).Distinct())}." : "";
        return $"llama.cpp has no {wanted.Name} build for this system.{offered}";
    }

    private static OSPlatform CurrentSystem()
        => OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;

    private static string SystemName(OSPlatform system) => system == OSPlatform.OSX ? "macOS" : system == OSPlatform.Windows ? "Windows" : "Linux";

    private static string NameOf(Architecture architecture) => architecture.ToString().ToLowerInvariant();

    /// <param name="Folder">Its name below the known folders, and for `npm run setup -- --gpu`.</param>
    private sealed record Build(ComputeDevice Device, string Folder, (OSPlatform System, Architecture Architecture)[] Systems)
    {
        /// <summary>As settings have it.</summary>
        public string Name => Device.ToString().ToLowerInvariant();

        public bool IsFor(OSPlatform system, Architecture architecture) => Systems.Contains((system, architecture));

        /// <returns>The first folder that has files for it.</returns>
        public LlamaRuntime? In(IReadOnlyList<string> folders)
            => folders.Select(folder => Path.Combine(folder, Folder)).FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any())
                is { } found ? new LlamaRuntime(Device, found) : null;
    }
}
