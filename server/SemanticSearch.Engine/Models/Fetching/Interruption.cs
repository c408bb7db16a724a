using System.Net;
using System.Net.Http.Headers;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>A server that asks to come back later.</summary>
internal sealed class ServerBusyException(HttpStatusCode status, TimeSpan? pause)
    : IOException($"the server answers {(int)status}")
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public TimeSpan? Pause { get; } = pause is { } wished && wished > LongestPause ? LongestPause : pause;

    public static bool Means(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    public static ServerBusyException Of(HttpResponseMessage response, DateTimeOffset now) =>
        new(response.StatusCode, PauseOf(response.Headers.RetryAfter, now));

    private static TimeSpan? PauseOf(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date > now ? header.Date - now : null);
}

/// <summary>Why a transfer stopped before its end.</summary>
/// <param name="What">Goes on after "The download of x stopped: ".</param>
/// <param name="Passing">Trying again may help.</param>
/// <param name="Pause">What the server wishes; null for the usual pause.</param>
internal sealed record Interruption(string What, bool Passing, TimeSpan? Pause)
{
    /// <returns>Null for what is no matter of the network: the user's cancellation, and our own faults.</returns>
    public static Interruption? Of(Exception failure, Uri source, TimeSpan stallTimeout, CancellationToken cancellation) => failure switch
    {
        OperationCanceledException when cancellation.IsCancellationRequested => null,
        OperationCanceledException => new($"{source.Host} sent nothing for {stallTimeout.TotalSeconds:0.#} seconds.", true, null),
        ServerBusyException busy => new($"{busy.Message}.", true, busy.Pause),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new($"the name {source.Host} could not be looked up. Is this machine online, and is a proxy set (HTTPS_PROXY)?", false, null),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } secure =>
            new($"no secure connection ({Innermost(secure)}). A proxy with a certificate of its own has to be trusted by this machine.", false, null),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } proxy => new($"the proxy refuses ({Innermost(proxy)}). Check HTTPS_PROXY.", false, null),
        HttpRequestException or IOException => new($"the connection to {source.Host} broke ({Innermost(failure)}).", true, null),
        _ => null,
    };

    private static string Innermost(Exception failure) => failure.GetBaseException().Message.TrimEnd('.');
}
