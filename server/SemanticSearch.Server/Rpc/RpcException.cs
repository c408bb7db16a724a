using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;

namespace SemanticSearch.Server.Rpc;

/// <summary>A request that cannot be fulfilled.</summary>
/// <param name="code">Of <see cref="ErrorCodes"/>, or of JSON-RPC 2.0.</param>
/// <param name="message">A sentence for the user, with a next step.</param>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public const int ParseError = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602, InternalError = -32603;

    public int Code { get; } = code;
}

/// <summary>What goes back to the editor for a failure.</summary>
/// <param name="Unexpected">The exception belongs into the log.</param>
internal sealed record RpcFailure(int Code, string Message, bool Unexpected)
{
    /// <summary>The one map from exception to error code.</summary>
    /// <param name="cancelled">By the client, rather than by the request's deadline.</param>
    public static RpcFailure Of(Exception exception, string method, bool cancelled) => exception switch
    {
        OperationCanceledException when cancelled => new(ErrorCodes.Cancelled, "Cancelled.", false),
        OperationCanceledException => new(
            ErrorCodes.DeadlineExceeded, $"'{method}' took too long and was given up. The machine may be busy: try again, or pause indexing.", false),
        RpcException known => new(known.Code, known.Message, false),
        WorkspaceException known => new(ErrorCodes.Workspace, known.Message, false),
        ModelFormatException or FileNotFoundException or DownloadException => new(ErrorCodes.Workspace, exception.Message, false),
        ChangedFilesException known => new(ErrorCodes.Workspace, known.Message, false),
        JsonException malformed => new(RpcException.InvalidParams, $"The parameters of '{method}' are not what they should be: {malformed.Message}", false),
        ArgumentException invalid => new(RpcException.InvalidParams, invalid.Message, false),
        IOException or UnauthorizedAccessException => new(ErrorCodes.Workspace, $"{exception.Message} Check the path and its permissions, then try again.", false),
        _ => new(RpcException.InternalError, "Something went wrong that should not have; the log has the details.", true),
    };
}
