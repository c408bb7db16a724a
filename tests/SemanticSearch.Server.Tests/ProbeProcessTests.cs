namespace SemanticSearch.Server.Tests;

public sealed class ProbeProcessTests
{
    [Fact]
    public async Task A_probe_reads_the_file_in_a_process_of_its_own_and_says_that_it_survived()
    {
        using var folder = new TemporaryFolder();
        folder.Write("fine.py", "def fine():\n    return 1\n");
        var run = await new SemsearchProcess(folder.Path, folder.Path).RunAsync("--probe", folder.Path, "fine.py");

        Assert.Equal(0, run.ExitCode);
    }
}
