using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>
/// The sidecar's side of one worker process, from its start to its end. Whatever the process does, this only ever answers requests or fails
/// them. Threads of its own read and write: answers must not wait for the thread pool while a folder is indexed.
/// </summary>
internal sealed class WorkerChild
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    /// <summary>That many pings in a row without an answer, and the process is taken for dead: 30 seconds.</summary>
    private const int MostUnanswered = 3;

    /// <summary>A process that closed its stdout is at its end; one that is not is helped.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly int _dimensions;
    private readonly Action<string> _log;
    private readonly LastWords _lastWords = new();
    private readonly BlockingCollection<byte[]> _outgoing = [];
    private readonly TaskCompletionSource<WorkerMessage?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WorkerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _logReader, _writer;
    private readonly ITimer _watchdog;

    private readonly WorkerRequests _requests = new();

    /// <summary>Pings in a row.</summary>
    private int _unanswered;

    /// <summary>Set before the process is ended from here: by the sidecar's wish, or for a fault.</summary>
    private EndWish? _wish;
    private string? _fault;

    private WorkerChild(Process process, WorkerRuntime runtime, WorkerModel model, Action<string> log, TimeProvider time)
    {
        (_process, _dimensions, _log) = (process, model.Dimensions, log);
        ProcessId = process.Id;
        Post(new StartMessage(runtime.Name, model));
        _logReader = Begin("embedding worker: log", ReadLog);
        _writer = Begin("embedding worker: requests", WriteAll);
        _watchdog = time.CreateTimer(_ => Ping(), null, PingInterval, PingInterval);
        Begin("embedding worker: answers", ReadAll);
    }

    /// <summary>How much of the model is loaded, 0 to 1.</summary>
    public event Action<float>? Progressed;

    /// <summary>The process has ended. Comes before its requests fail, so that whoever asks again finds everything in order.</summary>
    public event Action<WorkerEnd>? Died;

    public int ProcessId { get; }

    /// <summary>What it said to its start: Ready or Refused; null when it died before.</summary>
    public Task<WorkerMessage?> Started => _started.Task;

    public Task<WorkerEnd> Ended => _ended.Task;

    /// <summary>Null as long as it lives.</summary>
    public WorkerEnd? End => _requests.End;

    /// <summary>Batches that it is computing just now.</summary>
    public int InHand => _requests.Begun;

    /// <summary>0 when it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            if (End is not null) return 0;
            try
            {
                // Not the instance that waits for its end on another thread.
                using var process = Process.GetProcessById(ProcessId);
                return process.WorkingSet64;
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <exception cref="Win32Exception">The system cannot start it.</exception>
    public static WorkerChild Start(WorkerLaunch launch, WorkerRuntime runtime, WorkerModel model, Action<string> log, TimeProvider time)
    {
        var start = new ProcessStartInfo(launch.FileName, [.. launch.Arguments, WorkerLaunch.LlamaOption, runtime.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        // Where there is a debugger, ggml's abort would start it and wait for it.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return new WorkerChild(Process.Start(start)!, runtime, model, log, time);
    }

    /// <exception cref="WorkerDiedException"/>
    /// <exception cref="WorkerUnavailableException">It was ended meanwhile.</exception>
    /// <exception cref="LlamaException">llama.cpp refused the batch.</exception>
    /// <exception cref="OperationCanceledException"/>
    public async Task<float[]> EmbedAsync(IReadOnlyList<ReadOnlyMemory<int>> sequences, WorkerLane lane, CancellationToken cancellation)
    {
        var request = _requests.Add(sequences.Count * _dimensions);
        Post(new EmbedMessage(request.Id, lane, sequences));
        await using var cancelling = cancellation.UnsafeRegister(
            (_, token) =>
            {
                // The caller waits no longer; the request stays known until the child has answered it.
                if (request.Answer.TrySetCanceled(token)) Post(new CancelMessage(request.Id));
            },
            null).ConfigureAwait(false);
        return await request.Answer.Task.ConfigureAwait(false);
    }

    /// <summary>Ends the process at once: there is nothing in it that is worth saving. Its requests are refused as the wish says.</summary>
    public Task EndAsync(EndWish wish)
    {
        Interlocked.CompareExchange(ref _wish, wish, null);
        Kill();
        return Ended;
    }

    private void Take(WorkerMessage message)
    {
        switch (message)
        {
            case ProgressMessage progress:
                Progressed?.Invoke(Math.Clamp(progress.Share, 0, 1));
                break;
            case ReadyMessage or RefusedMessage:
                _started.TrySetResult(message);
                break;
            case BegunMessage begun:
                _requests.Begin(begun.Id);
                break;
            case WorkerAnswer answer:
                _requests.Take(answer);
                break;
            case PongMessage:
                Volatile.Write(ref _unanswered, 0);
                break;
            default:
                throw new MalformedFrameException($"{message.Kind} is not for the sidecar.");
        }
    }

    private void Post(WorkerMessage message)
    {
        var frame = WorkerFrames.Compose(message);
        try
        {
            _outgoing.Add(frame);
        }
        catch (InvalidOperationException)
        {
            // It has ended; whoever waits for an answer is told so.
        }
    }

    private void Ping()
    {
        var unanswered = Interlocked.Increment(ref _unanswered);
        if (unanswered <= MostUnanswered) Post(new PingMessage(unanswered));
        else Fail($"did not answer for {MostUnanswered * PingInterval.TotalSeconds:0} seconds and was ended.");
    }

    private void Fail(string fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        Kill();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            // It has ended and is cleared away, or is just ending.
        }
    }

    private void WriteAll()
    {
        try
        {
            var stream = _process.StandardInput.BaseStream;
            foreach (var frame in _outgoing.GetConsumingEnumerable())
            {
                stream.Write(frame);
                stream.Flush();
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // It no longer reads: it has ended, and the reading thread says how.
        }
    }

    private void ReadLog()
    {
        try
        {
            while (_process.StandardError.ReadLine() is { } line)
            {
                _lastWords.Add(line);
                _log($"embedding worker {ProcessId}: {line}");
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // The process is cleared away; what it said so far is kept.
        }
    }

    private void ReadAll()
    {
        try
        {
            while (WorkerFrames.Read(_process.StandardOutput.BaseStream) is { } message) Take(message);
        }
        catch (MalformedFrameException malformed)
        {
            Fail($"did not speak the protocol and was ended: {malformed.Message}");
        }
        catch (IOException)
        {
            // It died in the middle of a frame.
        }
        catch (Exception fault)
        {
            // Ours, or too little memory for an answer. It may cost the child, never the sidecar.
            _log($"reading from the embedding worker {ProcessId} failed: {fault}");
            Fail($"was ended, because its answer could not be read: {fault.Message}");
        }

        CleanUp();
    }

    private void CleanUp()
    {
        _watchdog.Dispose();
        _outgoing.CompleteAdding();
        if (!_process.WaitForExit(ExitPatience))
        {
            Fail("closed its end of the connection and was ended.");
            _process.WaitForExit();
        }

        // Nothing but the process holds the other ends of its pipes; the patience is for a system that is slow to say so.
        _logReader.Join(ExitPatience);
        _writer.Join(ExitPatience);
        var exit = _fault is null
            ? WorkerExit.Of(_process.ExitCode, OperatingSystem.IsWindows())
            : new WorkerExit(WorkerDeath.Ended, _fault);
        var end = new WorkerEnd(exit.Death, _wish?.Reason ?? $"The embedding worker {exit.Words}", _lastWords.ToString(), _wish);
        _requests.Close(end);
        Died?.Invoke(end);
        _requests.Fail(end);
        _process.Dispose();
        _started.TrySetResult(null);
        _ended.SetResult(end);
    }

    private static Thread Begin(string name, ThreadStart run)
    {
        var thread = new Thread(run) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }
}
