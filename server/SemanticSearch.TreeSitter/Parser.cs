using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.TreeSitter;

/// <summary>Parses text of any grammar. Not safe for several threads: one parser each.</summary>
public sealed unsafe class Parser : IDisposable
{
    private readonly ParserHandle _handle;
    private Grammar? _grammar;

    /// <exception cref="TreeSitterException">The native library is missing.</exception>
    public Parser()
    {
        TreeSitterLibrary.EnsureLoaded();
        _handle = new ParserHandle();
    }

    /// <param name="text">May hold anything, unpaired surrogates too; its UTF-16 code units are what offsets count.</param>
    /// <param name="deadline">How long the parse may take.</param>
    /// <returns>The tree, or null when the deadline passed.</returns>
    public SyntaxTree? Parse(Grammar grammar, string text, TimeSpan deadline, CancellationToken cancellation)
    {
        Select(grammar);
        var job = new ParseJob(text.Length, Stopwatch.GetTimestamp() + (long)(deadline.TotalSeconds * Stopwatch.Frequency), cancellation);
        nint tree;
        fixed (char* characters = text)
        {
            job.Text = (byte*)characters;
            // The job is only reached through this pointer while this frame lives, and the parser keeps none of it afterwards.
            var payload = Unsafe.AsPointer(ref job);
            var input = new NativeInput { Payload = payload, Read = &Read, Encoding = NativeEncoding.Utf16LittleEndian };
            var options = new NativeParseOptions { Payload = payload, Progress = &Progress };
            tree = Native.ts_parser_parse_with_options(_handle, 0, input, options);
        }
        if (tree != 0) return new SyntaxTree(grammar, new TreeHandle(tree));
        // A parse that was stopped would be continued by the next call, with another text.
        Native.ts_parser_reset(_handle);
        cancellation.ThrowIfCancellationRequested();
        return null;
    }

    public void Dispose() => _handle.Dispose();

    private void Select(Grammar grammar)
    {
        if (ReferenceEquals(grammar, _grammar)) return;
        if (Native.ts_parser_set_language(_handle, grammar.Pointer) == 0)
        {
            throw new TreeSitterException($"The runtime refused the grammar '{grammar.Name}' of version {grammar.Version}.");
        }
        _grammar = grammar;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Read(void* payload, uint byteIndex, NativePoint position, uint* bytesRead)
    {
        ref var job = ref Unsafe.AsRef<ParseJob>(payload);
        *bytesRead = byteIndex < job.Bytes ? job.Bytes - byteIndex : 0;
        return job.Text + Math.Min(byteIndex, job.Bytes);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte Progress(NativeParseState* state)
    {
        ref var job = ref Unsafe.AsRef<ParseJob>(state->Payload);
        return (byte)(job.Cancellation.IsCancellationRequested || Stopwatch.GetTimestamp() > job.Deadline ? 1 : 0);
    }

    /// <summary>What the callbacks need. Lives on the stack of <see cref="Parse"/>, so its address is stable.</summary>
    private ref struct ParseJob(int characters, long deadline, CancellationToken cancellation)
    {
        public byte* Text;
        public readonly uint Bytes = (uint)characters * sizeof(char);
        public readonly long Deadline = deadline;
        public readonly CancellationToken Cancellation = cancellation;
    }
}
