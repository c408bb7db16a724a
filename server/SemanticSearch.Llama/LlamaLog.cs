using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Llama;

/// <summary>ggml_log_level.</summary>
public enum LlamaLogLevel
{
    None = 0,
    Debug = 1,
    Info = 2,
    Warning = 3,
    Error = 4,

    /// <summary>Goes on the line before.</summary>
    Continue = 5,
}

/// <summary>What llama.cpp says. One for the process, as its callbacks are.</summary>
internal static unsafe class LlamaLog
{
    private const int RememberedErrors = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<string> Errors = new();
    private static readonly StringBuilder Line = new();
    private static LlamaLogLevel level;

    /// <summary>Called from any thread, with whole lines.</summary>
    public static Action<LlamaLogLevel, string>? Sink { get; set; }

    public static void Attach()
    {
        Native.llama_log_set(&OnLine, 0);
        Native.ggml_set_abort_callback(&OnAbort);
    }

    /// <returns>The last errors and warnings in one sentence, oldest first, and forgets them; empty when there were none.</returns>
    public static string TakeErrors()
    {
        lock (Gate)
        {
            var said = string.Join("; ", Errors);
            Errors.Clear();
            return said;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLine(int severity, byte* text, nint data)
    {
        var said = Marshal.PtrToStringUTF8((nint)text) ?? "";
        lock (Gate)
        {
            if ((LlamaLogLevel)severity != LlamaLogLevel.Continue) level = (LlamaLogLevel)severity;
            Line.Append(said);
            if (!said.EndsWith('\n')) return;
            var line = Line.ToString().Trim();
            Line.Clear();
            if (line.Length == 0) return;
            if (level == LlamaLogLevel.Error)
            {
                Errors.Enqueue(line);
                if (Errors.Count > RememberedErrors) Errors.Dequeue();
            }

            Sink?.Invoke(level, line);
        }
    }

    /// <summary>The process ends after this; the parent reads why.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnAbort(byte* text)
    {
        var said = Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
        Sink?.Invoke(LlamaLogLevel.Error, said);
    }
}
