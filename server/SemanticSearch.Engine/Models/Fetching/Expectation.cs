using System.Net;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>What the whole file should be, by all that is known of it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record Expectation(long? Size, string? Sha256)
{
    /// <exception cref="DownloadException">The server has another file than we know.</exception>
    public static Expectation Of(DownloadRequest request, Answer answer)
    {
        var total = answer.Status is HttpStatusCode.OK or HttpStatusCode.PartialContent ? answer.TotalBytes : null;
        var size = request.Size ?? answer.StatedSize ?? total;
        var sha256 = request.Sha256 ?? answer.StatedSha256;
        if ((answer.StatedSize ?? size) != size || (total ?? size) != size)
        {
            throw Differs(request, $"it has {(answer.StatedSize != size ? answer.StatedSize ?? total : total):N0} bytes there, not {size:N0}");
        }

        if ((answer.StatedSha256 ?? sha256) != sha256) throw Differs(request, "its SHA-256 is another");
        return new Expectation(size, sha256);
    }

    private static DownloadException Differs(DownloadRequest request, string how) => new(
        DownloadFailure.NotThere,
        $"{request.Source.Host} now has another file as {request.Name}: {how}. A newer version of this product may know it; or download it yourself and "
        + "add it with 'semsearch model add <file>'.");
}
