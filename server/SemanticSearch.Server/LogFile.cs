using System.Text;

namespace SemanticSearch.Server;

/// <summary>
/// The log of what went wrong, for a person to read and to send: at most two files of <see cref="MaximumBytes"/>. It never holds
/// queries or code.
/// </summary>
internal sealed class LogFile(string home, TimeProvider time)
{
    /// <summary>Past this size the file becomes "semsearch.log.1" and a new one begins.</summary>
    public const long MaximumBytes = 1_000_000;

    public string FilePath { get; } = Path.Combine(home, "logs", "semsearch.log");

    /// <returns>Null when it was written, else why it could not be.</returns>
    public string? Write(string what, Exception? exception)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            var file = new FileInfo(FilePath);
            if (file.Exists && file.Length > MaximumBytes) file.MoveTo(FilePath + ".1", overwrite: true);

            var entry = $"{time.GetUtcNow():O} [{Environment.ProcessId}] {what}{(exception is null ? "" : $": {exception}")}{Environment.NewLine}";
            File.AppendAllText(FilePath, entry, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
