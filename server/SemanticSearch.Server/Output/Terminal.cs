using System.Text;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Output;

/// <summary>What a stream can show.</summary>
/// <param name="IsTerminal">A person reads it and lines can be redrawn; false for pipes, files and dumb terminals.</param>
/// <param name="Colours">ANSI colours are understood and wanted.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct StreamTraits(bool IsTerminal, bool Colours, int Width)
{
    /// <summary>Columns where nothing says otherwise.</summary>
    public const int DefaultWidth = 80;

    public static StreamTraits Plain { get; } = new(false, false, DefaultWidth);
}

/// <summary>
/// The process's three streams: results on <see cref="Out"/>, everything said to the user on stderr. The only place that knows the
/// console. Messages and the status line may come from any thread.
/// </summary>
internal sealed class Terminal(
    TextReader input, TextWriter output, StreamTraits outputTraits, TextWriter error, StreamTraits errorTraits)
{
    // Carriage return, then "erase to the end of the line".
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock gate = new();
    private string status = "";

    public TextReader In => input;

    public TextWriter Out => output;

    public StreamTraits OutTraits => outputTraits;

    public StreamTraits ErrorTraits => errorTraits;

    /// <summary>A person sits at both ends: questions on stderr are read, and answered on stdin.</summary>
    public bool CanAsk { get; init; }

    public static Terminal OfProcess()
    {
        // UTF-8 without a byte order mark everywhere; on Windows the console's code page has to follow, or other scripts turn into '?'.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var outputIsConsole = !Console.IsOutputRedirected;
        var errorIsConsole = !Console.IsErrorRedirected;
        if (OperatingSystem.IsWindows())
        {
            if (outputIsConsole || errorIsConsole) Console.OutputEncoding = utf8;
            outputIsConsole = outputIsConsole && WindowsConsole.TryEnableEscapes(WindowsConsole.StandardOutput);
            errorIsConsole = errorIsConsole && WindowsConsole.TryEnableEscapes(WindowsConsole.StandardError);
        }

        // The width is stdout's to tell; asked for without one, Windows throws.
        var width = outputIsConsole ? Math.Max(Console.WindowWidth, 0) : 0;
        var input = Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput(), utf8) : Console.In;
        var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = false };
        var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
        return new Terminal(
            input, output, TraitsOf(outputIsConsole, width, Environment.GetEnvironmentVariable),
            error, TraitsOf(errorIsConsole, width, Environment.GetEnvironmentVariable))
        {
            CanAsk = errorIsConsole && !Console.IsInputRedirected,
        };
    }

    /// <param name="width">Columns; 0 for unknown.</param>
    /// <param name="variable">An environment variable's value: TERM=dumb and NO_COLOR (any value but "") are honoured.</param>
    public static StreamTraits TraitsOf(bool isConsole, int width, Func<string, string?> variable)
    {
        var capable = isConsole && variable("TERM") != "dumb";
        return new StreamTraits(capable, capable && string.IsNullOrEmpty(variable("NO_COLOR")), width > 0 ? width : StreamTraits.DefaultWidth);
    }

    /// <summary>Tells the user something: a whole line on stderr, above the status line.</summary>
    public void Say(string message)
    {
        lock (gate)
        {
            if (status.Length > 0) error.Write(EraseLine);
            error.WriteLine(Printable.Clean(message, keepLineBreaks: true));
            error.Write(status);
        }
    }

    /// <summary>Asks the user, who answers with a line. Only where <see cref="CanAsk"/>.</summary>
    /// <returns>The line as it was typed; null when the input ends instead.</returns>
    public async Task<string?> AskAsync(string question, CancellationToken cancellation)
    {
        lock (gate) error.Write(Printable.Clean(question, keepLineBreaks: true) + " ");
        // A console blocks its reader and cannot be cancelled, so it blocks a thread of its own, which ends with the process.
        return await Task.Run(input.ReadLine, cancellation).WaitAsync(cancellation);
    }

    /// <summary>Asks the user for a yes; anything else is a no.</summary>
    /// <exception cref="CommandException">There is nobody to ask; every command that asks has <c>--yes</c> for that.</exception>
    public async Task<bool> ConfirmAsync(string question, CancellationToken cancellation)
    {
        if (!CanAsk) throw new CommandException(ExitCode.Usage, $"There is nobody to ask: \"{question}\" Say yes with --yes.");
        return await AskAsync($"{question} (y/N)", cancellation) is { } answer && answer.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Redraws the last line of stderr; "" takes it away. Only where stderr is a terminal.</summary>
    public void ShowStatus(string line)
    {
        lock (gate)
        {
            if (status.Length == 0 && line.Length == 0) return;
            error.Write(EraseLine + line);
            status = line;
        }
    }
}
