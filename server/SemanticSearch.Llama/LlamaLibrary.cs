using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Llama;

/// <summary>
/// llama.cpp's shared libraries, loaded from one folder. One for each process: they keep global state, and two builds do not live together.
/// </summary>
public sealed partial class LlamaLibrary
{
    /// <summary>The build that this binding is for, as llama_version() says it. Another may lay its structures out differently.</summary>
    public const string SupportedVersion = "0.4.0-dev";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Loaded = [];
    private static LlamaLibrary? instance;

    static LlamaLibrary()
        => NativeLibrary.SetDllImportResolver(typeof(LlamaLibrary).Assembly, static (name, _, _) => Loaded.GetValueOrDefault(name));

    private LlamaLibrary(string folder, string version, IReadOnlyList<LlamaDevice> devices)
        => (Folder, Version, Devices) = (folder, version, devices);

    public string Folder { get; }

    public string Version { get; }

    public IReadOnlyList<LlamaDevice> Devices { get; }

    /// <summary>What llama.cpp says, whole lines, from any thread; must be quick.</summary>
    public static void SetLog(Action<LlamaLogLevel, string>? sink) => LlamaLog.Sink = sink;

    /// <summary>Loads the libraries of a folder and makes sure that they are the ones this binding is for.</summary>
    /// <exception cref="LlamaException">They are not there, cannot be loaded, or are of another build; or others are loaded already.</exception>
    public static LlamaLibrary Load(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        lock (Gate)
        {
            if (instance is not null)
            {
                return instance.Folder == folder
                    ? instance
                    : throw new LlamaException($"llama.cpp is loaded from {instance.Folder} already; a process has one. Start another process for {folder}.");
            }

            return instance = LoadFrom(folder);
        }
    }

    private static unsafe LlamaLibrary LoadFrom(string folder)
    {
        // In the order in which they need each other, so that each is found although it is on no search path.
        foreach (var name in (string[])[Native.GgmlBase, Native.Ggml, Native.Llama]) Loaded[name] = Open(folder, name);
        var version = Marshal.PtrToStringUTF8((nint)Native.llama_version()) ?? "";
        if (version != SupportedVersion || !HasMeasuredDefaults())
        {
            throw new LlamaException($"{folder} holds llama.cpp {version}; this version works with {SupportedVersion} only. Install it again.");
        }

        LlamaLog.Attach();
        fixed (byte* path = Utf8(folder)) Native.ggml_backend_load_all_from_path(path);
        Native.llama_backend_init();
        var devices = ReadDevices();
        return devices.Count > 0
            ? new LlamaLibrary(folder, version, devices)
            : throw new LlamaException($"llama.cpp in {folder} found nothing to compute on. {LlamaLog.TakeErrors()} Install it again.");
    }

    private static nint Open(string folder, string name)
    {
        var file = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).FirstOrDefault(path => LibraryFile().Match(Path.GetFileName(path)) is { Success: true } match && match.Groups["name"].Value == name)
            : null;
        if (file is null) throw new LlamaException($"llama.cpp's library '{name}' is not in {folder}. Install it again.");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
        {
            throw new LlamaException(
                $"{file} could not be loaded: {cause.Message} On Windows it needs the Visual C++ runtime, on Linux glibc 2.34 or newer.", cause);
        }
    }

    /// <summary>libllama.v0.4.0.so, libllama.metal.v0.4.0.dylib, llama.v0.4.0.dll, libggml-base.so.</summary>
    [GeneratedRegex(@"^(lib)?(?<name>llama|ggml|ggml-base)(\.[a-z0-9]+)?(\.v[\d.]+\d)?\.(so|dylib|dll)$")]
    private static partial Regex LibraryFile();

    /// <summary>Fields at both ends and in the middle of the structures hold what the pinned build puts there.</summary>
    private static bool HasMeasuredDefaults()
    {
        var model = Native.llama_model_default_params();
        var context = Native.llama_context_default_params();
        return model is { GpuLayers: -1, SplitMode: 1, LoadMode: LoadMode.Auto, LazyMode: 1, UseExtraBuffers: 1, VocabularyOnly: 0, NoAlloc: 0 }
            && context is { Context: 512, Batch: 2048, MicroBatch: 512, Sequences: 1, OutputsMaxPerSequence: 1, Threads: 4, BatchThreads: 4 }
            && context is { Pooling: -1, Attention: -1, FlashAttention: FlashAttention.Auto, YarnExtrapolation: -1, DefragmentationThreshold: -1 }
            && context is { TypeK: 1, TypeV: 1, Embeddings: 0, OffloadKqv: 1, NoPerformance: 1, OffloadOperations: 1, FullSlidingWindow: 1, UnifiedCache: 0 };
    }

    private static unsafe List<LlamaDevice> ReadDevices()
    {
        var devices = new List<LlamaDevice>();
        for (nuint i = 0; i < Native.ggml_backend_dev_count(); i++)
        {
            var device = Native.ggml_backend_dev_get(i);
            nuint free = 0, total = 0;
            Native.ggml_backend_dev_memory(device, &free, &total);
            devices.Add(new LlamaDevice(
                Marshal.PtrToStringUTF8((nint)Native.ggml_backend_dev_name(device)) ?? "",
                Marshal.PtrToStringUTF8((nint)Native.ggml_backend_dev_description(device)) ?? "",
                (LlamaDeviceKind)Native.ggml_backend_dev_type(device), (long)free, (long)total));
        }

        return devices;
    }

    /// <returns>With a zero at its end.</returns>
    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
