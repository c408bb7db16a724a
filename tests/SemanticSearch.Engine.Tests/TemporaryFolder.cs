namespace SemanticSearch.Engine.Tests;

/// <summary>A real folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("semsearch-test-").FullName;

    public string Path { get; }

    /// <summary>Writes a file in UTF-8 without a byte order mark, and makes the folders it needs.</summary>
    /// <param name="path">Relative, with forward slashes.</param>
    /// <returns>The file's full path.</returns>
    public string Write(string path, string text)
    {
        string full = Prepare(path);
        File.WriteAllText(full, text);
        return full;
    }

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string path, ReadOnlySpan<byte> bytes)
    {
        string full = Prepare(path);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public string FullPath(string path) => System.IO.Path.Combine(Path, path);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Prepare(string path)
    {
        string full = FullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        return full;
    }
}
