using System.Collections.Concurrent;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker.Child;

/// <summary>The worker's side of the protocol: reads what the sidecar asks for, and hands it to the lanes.</summary>
/// <param name="llamaFolder">The libraries to load.</param>
internal sealed class WorkerSession(Stream input, Stream output, string llamaFolder)
{
    /// <summary>Of the load: finer is not worth a frame.</summary>
    private const float ProgressStep = 0.01f;

    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _running = new();
    private IReadOnlyDictionary<WorkerLane, LaneThread>? _lanes;
    private float _progress;

    /// <summary>Runs until the input ends.</summary>
    /// <exception cref="MalformedFrameException">What comes in is not the protocol.</exception>
    public void Run()
    {
        if (WorkerFrames.Read(input) is not { } first) return;
        if (first is not StartMessage start) throw new MalformedFrameException("The first frame does not say what to load.");
        // Not on this thread, which must see the end of the input and answer pings meanwhile.
        new Thread(() => Load(start)) { Name = "load", IsBackground = true }.Start();
        while (WorkerFrames.Read(input) is { } message) Take(message);
    }

    private void Take(WorkerMessage message)
    {
        switch (message)
        {
            case EmbedMessage batch:
                var lanes = Volatile.Read(ref _lanes) ?? throw new MalformedFrameException("A batch came before the model was loaded.");
                var cancelling = new CancellationTokenSource();
                if (!_running.TryAdd(batch.Id, cancelling)) throw new MalformedFrameException($"Two batches have the number {batch.Id}.");
                lanes[batch.Lane].Add(batch, cancelling.Token);
                break;
            case CancelMessage cancel:
                // A batch that is answered already is no longer there.
                if (_running.TryGetValue(cancel.Id, out var running)) running.Cancel();
                break;
            case PingMessage ping:
                Send(new PongMessage(ping.Number));
                break;
            default:
                throw new MalformedFrameException($"{message.Kind} is not for a worker.");
        }
    }

    private void Load(StartMessage start)
    {
        try
        {
            var library = LlamaLibrary.Load(llamaFolder);
            var device = DeviceOf(start.Runtime, library);
            var plan = start.Model;
            var options = new LlamaModelOptions(GpuLayers: start.Runtime == WorkerRuntime.Cpu ? 0 : -1, Repack: plan.Repack);
            var model = LlamaModel.Load(library, plan.Path, options, TellProgress, CancellationToken.None);
            if (model.Dimensions != plan.Dimensions)
            {
                throw new LlamaException($"{plan.Path} gives vectors of {model.Dimensions} values, not {plan.Dimensions}. Choose the model again.");
            }

            var lanes = Enum.GetValues<WorkerLane>().ToDictionary(lane => lane, lane => new LaneThread(lane, plan, model, Send));
            // The query lane's context is made when it is needed, for the memory's sake.
            lanes[WorkerLane.Bulk].Prepare();
            foreach (var lane in lanes.Values) lane.Start();
            Volatile.Write(ref _lanes, lanes);
            Send(new ReadyMessage(device));
        }
        catch (Exception refused) when (refused is LlamaException or EntryPointNotFoundException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            Send(new RefusedMessage(refused.Message));
        }
    }

    private static string DeviceOf(string runtime, LlamaLibrary library)
    {
        if (runtime == WorkerRuntime.Cpu) return runtime;
        var device = library.Devices.FirstOrDefault(device => device.Kind is LlamaDeviceKind.Gpu or LlamaDeviceKind.IntegratedGpu)
            ?? throw new LlamaException($"llama.cpp for {runtime} found no device that it can use; a driver may be missing.");
        return $"{runtime}: {device.Description}";
    }

    private void TellProgress(float share)
    {
        if (share - _progress < ProgressStep && share < 1) return;
        _progress = share;
        Send(new ProgressMessage(share));
    }

    private void Send(WorkerMessage message)
    {
        if (message is WorkerAnswer answer) _running.TryRemove(answer.Id, out _);
        var frame = WorkerFrames.Compose(message);
        try
        {
            lock (_writing) output.Write(frame);
        }
        catch (IOException)
        {
            // Nobody reads any more: the sidecar is gone.
            ProcessEnd.Now(0);
        }
    }
}
