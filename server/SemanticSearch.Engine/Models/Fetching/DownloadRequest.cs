namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>A model file to be fetched.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Target">Full path of the file to be; until it is whole, what is there lies beside it as ".part".</param>
/// <param name="Size">Bytes, where known.</param>
/// <param name="Sha256">Lower-case hex, where known.</param>
/// <param name="Token">Shown to the source's own host only, and only over a connection that nobody else can read; null for none.</param>
public sealed record DownloadRequest(string Name, Uri Source, string Target, long? Size, string? Sha256, string? Token);

/// <param name="Sha256">Lower-case hex.</param>
/// <param name="HashWasKnown">Whether it was compared with a hash known beforehand, the request's or the server's.</param>
public sealed record DownloadedFile(string Path, long Size, string Sha256, bool HashWasKnown);

/// <param name="StallTimeout">How long a server may send nothing.</param>
/// <param name="FirstPause">Before the second attempt; it doubles with each further one.</param>
/// <param name="Attempts">In a row without a new byte.</param>
/// <param name="SpareBytes">Left free on the disk.</param>
public sealed record DownloadSettings(TimeSpan StallTimeout, TimeSpan FirstPause, int Attempts, long SpareBytes)
{
    public static DownloadSettings Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), Attempts: 5, SpareBytes: 200_000_000);
}
