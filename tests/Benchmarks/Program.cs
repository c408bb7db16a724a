using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SemanticSearch.Benchmarks;
using SemanticSearch.Tests.TinyModels;

// inner [filter]           the inner parts, by BenchmarkDotNet, each beside its anchor
// whole <folder> [runs]    a scripted run of the whole over a real folder: indexing against parsing only, memory, latency
// gguf <kind> <file>       writes a model of full size and random weights: nomic137m-q8_0, nomic137m-f16 or qwen7b-q4_k_m (4.4 GB);
//                          or one that is small enough for a test: tiny-bert, of random weights too, or good, which retrieves as well as the bundled one
// model <file> [seconds]   a GGUF model: tokens a second beside the bare library's on the same batches, latency, load time, memory
// migration <folder>       (build/tasks.mjs) a change of the model from beginning to end, while questions are asked; see migrationStory.mjs
// shared <checkout>        (likewise) several processes on one index; see README.md here, as for
// agent [folder]           (likewise) an agent's questions, in tokens
// without arguments        both, the whole over this repository
switch (args)
{
    case ["inner", .. var rest]:
        RunInner(rest);
        return 0;
    case ["whole", var folder]:
        return await WholeRun.RunAsync(folder, runs: 3);
    case ["whole", var folder, var runs] when int.TryParse(runs, out var count) && count > 0:
        return await WholeRun.RunAsync(folder, count);
    case ["gguf", "tiny-bert", var file]:
        TinyModel.Write(file, new TinyModelOptions());
        return 0;
    case ["gguf", "good", var file]:
        GoodModel.Write(file);
        return 0;
    case ["gguf", var kind, var file] when RandomModel.Kinds.TryGetValue(kind, out var model):
        model.Write(file);
        return 0;
    case ["model", var file]:
        return await ModelRun.RunAsync(file, seconds: 20);
    case ["model", var file, var seconds] when int.TryParse(seconds, out var budget) && budget > 0:
        return await ModelRun.RunAsync(file, budget);
    case []:
        RunInner([]);
        return await WholeRun.RunAsync(WholeRun.RepositoryRoot, runs: 3);
    default:
        Console.Error.WriteLine("Usage: npm run bench [-- inner [filter] | -- whole <folder> [runs] | -- gguf <kind> <file> | -- model <file> [seconds]]");
        return 2;
}

// In this process: the native libraries and the model lie beside it, and the generated project of the default way would need its own.
static void RunInner(string[] filter)
    => BenchmarkSwitcher.FromAssembly(typeof(ScanBenchmarks).Assembly).Run(
        ["--filter", filter.Length > 0 ? $"*{filter[0]}*" : "*"],
        DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8)));
