using System.Net;

namespace SemanticSearch.Engine.Models.Fetching;

/// <summary>Answers that will be the same the next time.</summary>
internal static class Refusal
{
    public static DownloadException Of(HttpStatusCode status, DownloadRequest request) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when request.Token is null => new DownloadException(
            DownloadFailure.Refused,
            $"{request.Source.Host} does not give {request.Name} to everyone ({(int)status}). Accept the licence on the model's page ({PageOf(request.Source)}), "
            + "make a token there, and set it as HF_TOKEN."),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new DownloadException(
            DownloadFailure.Refused,
            $"{request.Source.Host} refuses {request.Name} in spite of the token in HF_TOKEN ({(int)status}). Accept the licence on the model's page ({PageOf(request.Source)}), "
            + "and check that the token may read."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new DownloadException(
            DownloadFailure.NotThere,
            $"{request.Source} is not there any more ({(int)status}). Get the file elsewhere and add it with 'semsearch model add <file>'."),
        _ => new DownloadException(DownloadFailure.NotThere, $"{request.Source.Host} answers {(int)status} to the question for {request.Name}. Try later, or another network."),
    };

    /// <summary>Hugging Face's page of the repository that a file belongs to.</summary>
    private static string PageOf(Uri source)
    {
        var at = source.AbsoluteUri.IndexOf("/resolve/", StringComparison.Ordinal);
        return at < 0 ? source.GetLeftPart(UriPartial.Authority) : source.AbsoluteUri[..at];
    }
}
