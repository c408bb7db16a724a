using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Engine.Models;

/// <summary>
/// SHA-256 of model files, each computed once: remembered with the file's size and time, and computed again when one of them differs.
/// Losing the memory costs time and nothing else.
/// </summary>
/// <param name="memory">The file that it is kept in.</param>
public sealed class FileHashes(string memory)
{
    private const int BlockBytes = 1 << 20;

    /// <returns>Lower-case hex.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task<string> OfAsync(string path, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var file = new FileInfo(path);
        var known = Load().FirstOrDefault(hash => hash.Path == file.FullName);
        if (known is not null && file.Exists && known.Size == file.Length && known.Modified == file.LastWriteTimeUtc) return known.Sha256;
        return await ComputeAsync(path, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same by reading the file, whatever is remembered of it.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public async Task<string> ComputeAsync(string path, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var file = new FileInfo(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var disposal = stream.ConfigureAwait(false);
        var block = new byte[BlockBytes];
        var done = 0L;
        int read;
        while ((read = await stream.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(block, 0, read);
            done += read;
            progress?.Report(new FileProgress(FileWork.Hashing, done, file.Length));
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        Remember(file, sha256);
        return sha256;
    }

    /// <summary>Takes a hash that was computed while the file was written.</summary>
    public void Remember(string path, string sha256) => Remember(new FileInfo(path), sha256);

    public void Forget(string path) => Save([.. Load().Where(hash => hash.Path != path)]);

    private void Remember(FileInfo file, string sha256) => Save(
        [.. Load().Where(hash => hash.Path != file.FullName), new FileHash(file.FullName, file.Length, file.LastWriteTimeUtc, sha256)]);

    private IReadOnlyList<FileHash> Load()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(memory), FileHashJson.Default.IReadOnlyListFileHash) ?? [];
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or JsonException)
        {
            // No memory is no harm: what is asked for is computed.
            return [];
        }
    }

    private void Save(IReadOnlyList<FileHash> hashes)
    {
        try
        {
            WholeFile.Write(memory, JsonSerializer.Serialize(hashes, FileHashJson.Default.IReadOnlyListFileHash));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A hash that cannot be kept is still right; the next time costs the reading again.
        }
    }
}

/// <param name="Modified">UTC.</param>
internal sealed record FileHash(string Path, long Size, DateTime Modified, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<FileHash>))]
internal sealed partial class FileHashJson : JsonSerializerContext;
