using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>
/// The beginning of a file that is being fetched, with its hash so far. It stays when the process ends, however it ends; a note beside it
/// says what it is the beginning of. Being open it is also the lock: one process writes it.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const string Suffix = ".part", NoteSuffix = ".note";

    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path, _notePath;
    private (string Source, string Version)? _note;

    private PartFile(FileStream stream, string path) => (_stream, _path, _notePath) = (stream, path, path + NoteSuffix);

    /// <summary>Bytes that are here and in the hash.</summary>
    public long Length { get; private set; }

    /// <summary>The strong ETag of what this is the beginning of; null when that is not known.</summary>
    public string? Version => Length > 0 ? _note?.Version : null;

    public static string PathFor(string target) => target + Suffix;

    public static string NoteFor(string target) => PathFor(target) + NoteSuffix;

    /// <exception cref="DownloadException">Another process has it open.</exception>
    public static PartFile Open(string target, string name)
    {
        var path = PathFor(target);
        try
        {
            // Windows renames an open file only if it is shared for that; elsewhere only what is not shared at all is locked.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            return new PartFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0, FileOptions.Asynchronous), path);
        }
        catch (IOException taken) when (File.Exists(path) && !DiskSpace.IsFull(taken))
        {
            throw new DownloadException(
                DownloadFailure.Busy, $"{name} is being downloaded by another process ({path} is locked). Wait for that one, or end it.", taken);
        }
    }

    /// <summary>Takes up what an earlier run left, if it is known to come from the same place.</summary>
    public async Task ResumeAsync(Uri source, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        _note = ReadNote(_notePath);
        var left = _stream.Length;
        if (left == 0 || _note is not { } note || note.Source != source.AbsoluteUri)
        {
            Restart();
            return;
        }

        var block = new byte[BlockBytes];
        int read;
        while ((read = await _stream.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0)
        {
            _hash.AppendData(block, 0, read);
            Length += read;
            progress?.Report(new FileProgress(FileWork.Resuming, Length, left));
        }
    }

    /// <summary>Writes down what follows is part of, so that a later run can go on with it.</summary>
    /// <param name="version">A strong ETag; null: a later run starts afresh.</param>
    public void Describe(Uri source, string? version)
    {
        if (version is null)
        {
            _note = null;
            File.Delete(_notePath);
            return;
        }

        if (_note == (source.AbsoluteUri, version)) return;
        _note = (source.AbsoluteUri, version);
        File.WriteAllText(_notePath, $"{source.AbsoluteUri}\n{version}\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    public void Restart()
    {
        if (_stream.Length > 0) _stream.SetLength(0);
        _stream.Position = 0;
        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <returns>Lower-case hex, of what is here.</returns>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The file from its start, to be read; not to be closed.</summary>
    public Stream Read()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Makes it the file itself: whole, or not at all.</summary>
    public void Finish(string target)
    {
        _stream.Flush(flushToDisk: true);
        File.Move(_path, target);
        File.Delete(_notePath);
    }

    /// <summary>Leaves nothing behind.</summary>
    public void Discard()
    {
        File.Delete(_path);
        File.Delete(_notePath);
    }

    public void Dispose()
    {
        // An empty part would only be clutter, and a note about it a lie.
        if (_stream.Length == 0) Discard();
        _stream.Dispose();
        _hash.Dispose();
    }

    private static (string, string)? ReadNote(string path)
    {
        if (!File.Exists(path)) return null;
        return File.ReadAllText(path).Split('\n') is [var source, { Length: > 0 } version, ..] ? (source, version) : null;
    }
}
