using System.Net;
using System.Net.Http.Headers;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>A server's answer, after its redirections.</summary>
/// <param name="StatedSize">Bytes of the whole file, as the first host states them apart from the transfer (Hugging Face does).</param>
/// <param name="StatedSha256">Of the whole file, likewise.</param>
internal sealed record Answer(HttpResponseMessage Response, long? StatedSize, string? StatedSha256) : IDisposable
{
    private const int MostRedirections = 10;
    private const int Sha256Digits = 64;

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>Bytes of the whole file, as this transfer has them.</summary>
    public long? TotalBytes => Status == HttpStatusCode.PartialContent
        ? Response.Content.Headers.ContentRange?.Length
        : Response.Content.Headers.ContentLength;

    /// <summary>What names these very bytes; null when the server gives nothing that does.</summary>
    public string? Version => Response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    /// <summary>Asks for the bytes from <paramref name="offset"/> on, if the file is still <paramref name="version"/>; for the whole otherwise.</summary>
    /// <exception cref="DownloadException">A redirection leads nowhere good.</exception>
    public static async Task<Answer> GetAsync(HttpClient client, DownloadRequest request, long offset, string? version, CancellationToken cancellation)
    {
        long? size = null;
        string? sha256 = null;
        var at = request.Source;
        for (var hop = 0; hop <= MostRedirections; hop++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, at);
            // A compressed transfer could not be resumed, nor its length be compared.
            message.Headers.AcceptEncoding.ParseAdd("identity");
            if (offset > 0) message.Headers.Range = new RangeHeaderValue(offset, null);
            if (offset > 0 && version is not null) message.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(version));
            var atSource = IsSameHost(at, request.Source);
            if (atSource && request.Token is { } token && (at.Scheme == Uri.UriSchemeHttps || at.IsLoopback))
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (atSource)
            {
                size ??= long.TryParse(Header(response, "X-Linked-Size"), out var stated) ? stated : null;
                sha256 ??= Header(response, "X-Linked-Etag")?.Trim('"') is { Length: Sha256Digits } hash && hash.All(char.IsAsciiHexDigit)
                    ? hash.ToLowerInvariant() : null;
            }

            if (!IsRedirection(response.StatusCode)) return new Answer(response, size, sha256);
            var next = response.Headers.Location is { } location ? new Uri(at, location) : null;
            response.Dispose();
            if (next is null || next.Scheme is not ("http" or "https") || (at.Scheme == Uri.UriSchemeHttps && next.Scheme != at.Scheme))
            {
                throw new DownloadException(
                    DownloadFailure.NotThere, $"{at.Host} redirects to {next?.GetLeftPart(UriPartial.Authority) ?? "nowhere"}, which is not safe to follow. Try later, or another network.");
            }

            at = next;
        }

        throw new DownloadException(DownloadFailure.NotThere, $"{request.Source.Host} redirects in circles. Try later, or another network.");
    }

    public void Dispose() => Response.Dispose();

    private static bool IsSameHost(Uri one, Uri other) => one.Scheme == other.Scheme && one.Authority == other.Authority;

    private static bool IsRedirection(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
