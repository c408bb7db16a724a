using System.Diagnostics;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Commands;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Worker;

/// <summary>`semsearch embed-worker` as a process, from the other end of its pipes.</summary>
public sealed class EmbedWorkerProcessTests
{
    /// <summary>One model that llama.cpp encodes with, and one that it decodes with and keeps state of.</summary>
    [Theory]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last)]
    internal async Task A_cancel_reaches_inside_the_batch_and_the_context_is_still_good(TinyArchitecture architecture, PoolingKind pooling)
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow with { Architecture = architecture, Pooling = pooling });
        using var process = Start();
        Load(process, fixture);
        Send(process, new EmbedMessage(1, WorkerLane.Bulk, [WorkerFixture.Text(WorkerFixture.BatchTokens)]));
        Assert.Equal(new BegunMessage(1), Receive(process));

        Send(process, new CancelMessage(1));

        Assert.Equal(new CancelledMessage(1), Receive(process));
        Send(process, new EmbedMessage(2, WorkerLane.Bulk, [WorkerFixture.Text(4)]));
        Assert.Equal(new BegunMessage(2), Receive(process));
        Assert.DoesNotContain(Assert.IsType<VectorsMessage>(Receive(process)).Values, float.IsNaN);
        process.StandardInput.Close();
        await EndedAsync(process, 0);
    }

    [Fact]
    public async Task It_answers_pings_and_ends_with_its_input_in_the_middle_of_a_native_call()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        using var process = Start();
        Load(process, fixture);
        Send(process, new EmbedMessage(1, WorkerLane.Bulk, [WorkerFixture.Text(WorkerFixture.BatchTokens)]));
        Assert.Equal(new BegunMessage(1), Receive(process));
        Send(process, new PingMessage(17));
        Assert.Equal(new PongMessage(17), Receive(process));

        process.StandardInput.Close();

        Assert.Null(WorkerFrames.Read(process.StandardOutput.BaseStream));
        await EndedAsync(process, 0);
    }

    [Fact]
    public async Task It_gives_way_to_other_processes()
    {
        await using var fixture = new WorkerFixture();
        using var process = Start();
        Load(process, fixture);

        Assert.Equal(ProcessPriorityClass.BelowNormal, process.PriorityClass);

        process.StandardInput.Close();
        await EndedAsync(process, 0);
    }

    [Fact]
    public async Task What_is_not_the_protocol_ends_it_with_words()
    {
        using var process = Start();

        await process.StandardInput.WriteAsync("What is the weather like?");
        await process.StandardInput.FlushAsync();

        Assert.Contains("it is not for typing", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await EndedAsync(process, (int)ExitCode.Usage);
    }

    [Fact]
    public async Task No_person_is_told_of_it()
    {
        using var folder = new TemporaryFolder();

        var help = await new SemsearchProcess(folder.Path, folder.Path).RunAsync("--help");

        Assert.Contains("search", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("embed-worker", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_that_the_product_starts_it_with_is_understood()
    {
        var launch = EmbedWorkerCommand.Launch()!;

        var line = CommandLine.Parse([launch.Arguments[^1], WorkerLaunch.LlamaOption, "a folder"]);

        Assert.Equal(new EmbedWorkerOptions("a folder"), line.Options);
    }

    private static Process Start()
        => Process.Start(new ProcessStartInfo(WorkerFixture.Launch.FileName, [.. WorkerFixture.Launch.Arguments, WorkerLaunch.LlamaOption, WorkerFixture.Cpu.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static void Load(Process process, WorkerFixture fixture)
    {
        Send(process, new StartMessage(WorkerRuntime.Cpu, fixture.Model));
        WorkerMessage said;
        do said = Receive(process);
        while (said is ProgressMessage);
        Assert.Equal(new ReadyMessage("cpu"), said);
    }

    private static void Send(Process process, WorkerMessage message)
    {
        process.StandardInput.BaseStream.Write(WorkerFrames.Compose(message));
        process.StandardInput.BaseStream.Flush();
    }

    private static WorkerMessage Receive(Process process) => WorkerFrames.Read(process.StandardOutput.BaseStream)!;

    private static async Task EndedAsync(Process process, int exitCode)
    {
        await process.WaitForExitAsync().WaitAsync(WorkerFixture.Patience);
        Assert.Equal(exitCode, process.ExitCode);
    }
}
