using SemanticSearch.Engine.Embedding.Worker.Child;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>
/// What runs in the child process. It holds nothing that is worth saving: it ends at once when its input does, even in the middle of a
/// native call, so that it never outlives the sidecar.
/// </summary>
public static class EmbeddingWorkerProgram
{
    /// <param name="input">The process's stdin. stdout is taken from here on; whatever prints to it prints to stderr.</param>
    /// <param name="llamaFolder">llama.cpp's libraries.</param>
    /// <param name="log">Told what llama.cpp warns of, from any thread; must be quick.</param>
    /// <returns>Never, but for input that is not the protocol: then what is wrong with it.</returns>
    public static string Run(Stream input, string llamaFolder, Action<string> log)
    {
        using var output = ProtectedOutput.Take();
        LlamaLibrary.SetLog((level, line) =>
        {
            if (level is LlamaLogLevel.Warning or LlamaLogLevel.Error) log(line);
        });
        try
        {
            new WorkerSession(input, output, llamaFolder).Run();
        }
        catch (MalformedFrameException malformed)
        {
            return malformed.Message;
        }
        catch (IOException)
        {
            // The sidecar died over a frame.
        }

        ProcessEnd.Now(0);
        return "";
    }

    /// <summary>Ends the process at once.</summary>
    public static void End(int exitCode) => ProcessEnd.Now(exitCode);
}
