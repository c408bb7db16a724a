using Microsoft.Extensions.Logging;

namespace SemanticSearch.Server.Rpc;

/// <summary>Warnings and errors into the log file that all commands share. A log that cannot be written must not stop the work.</summary>
internal sealed class FileLoggerProvider(LogFile file) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new FileLogger(file);

    public void Dispose()
    {
        // Nothing is kept open.
    }

    private sealed class FileLogger(LogFile file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) file.Write($"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}", exception);
        }
    }
}
