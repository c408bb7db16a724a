using System.Runtime.InteropServices;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Server;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;

if (ProbeProcess.Ran(args)) return (int)ExitCode.Ok;

var terminal = Terminal.OfProcess();
using var stop = new CancellationTokenSource();

// The first Ctrl+C asks for a clean end; the second is left to the system, which ends the process at once.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested) return;
    signal.Cancel = true;
    terminal.Say("Stopping; press Ctrl+C again to end at once.");
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Of the process, whatever it has open; commands that end sooner never get there.
using var trimming = new Timer(_ => NativeHeap.Trim(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

var home = DataDirectory.Locate();
var log = new LogFile(home, TimeProvider.System);
await using var models = ModelSetup.Create(home, line => log.Write(line, exception: null), TimeProvider.System);
var host = new CommandHost(terminal, Environment.CurrentDirectory, home, TimeProvider.System, models) { GiveWay = BackgroundPriority.Enter };
return (int)await host.RunAsync(args, stop.Token);
