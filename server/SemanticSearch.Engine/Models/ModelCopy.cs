namespace SemanticSearch.Engine.Models;

/// <summary>Copies a file into the user's model folder: whole, or not at all.</summary>
internal static class ModelCopy
{
    private const int BlockBytes = 1 << 20;

    /// <returns>Full path of the copy.</returns>
    /// <exception cref="ModelFormatException">There is another file of that name, or no room.</exception>
    public static async Task<string> ToFolderAsync(string source, string folder, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, Path.GetFileName(source));
        if (File.Exists(target)) throw new ModelFormatException($"There is a file {target} already. Remove it first, or rename yours.");
        var size = new FileInfo(source).Length;
        if (DiskSpace.FreeAt(folder) is { } free && free < size)
        {
            throw new ModelFormatException($"{folder} has {free:N0} bytes free, and {source} needs {size:N0}. Free some space, or add it without --copy.");
        }

        var fresh = $"{target}.{Environment.ProcessId}.copy";
        try
        {
            await CopyAsync(source, fresh, size, progress, cancellation).ConfigureAwait(false);
            File.Move(fresh, target);
            return target;
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    private static async Task CopyAsync(string source, string target, long size, IProgress<FileProgress>? progress, CancellationToken cancellation)
    {
        var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var closingFrom = from.ConfigureAwait(false);
        var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await using var closingTo = to.ConfigureAwait(false);
        var block = new byte[BlockBytes];
        int read;
        while ((read = await from.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0)
        {
            await to.WriteAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report(new FileProgress(FileWork.Copying, to.Position, size));
        }
    }
}
