using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SemanticSearch.Benchmarks;

// inner [filter]           the inner parts, by BenchmarkDotNet, each beside its anchor
// whole <folder> [runs]    a scripted run of the whole over a real folder: indexing against parsing only, memory, latency
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
    case []:
        RunInner([]);
        return await WholeRun.RunAsync(WholeRun.RepositoryRoot, runs: 3);
    default:
        Console.Error.WriteLine("Usage: npm run bench [-- inner [filter] | -- whole <folder> [runs]]");
        return 2;
}

// In this process: the native libraries and the model lie beside it, and the generated project of the default way would need its own.
static void RunInner(string[] filter)
    => BenchmarkSwitcher.FromAssembly(typeof(ScanBenchmarks).Assembly).Run(
        ["--filter", filter.Length > 0 ? $"*{filter[0]}*" : "*"],
        DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8)));
