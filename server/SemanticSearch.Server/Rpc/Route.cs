using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SemanticSearch.Server.Rpc;

internal enum RequestMode
{
    /// <summary>Changes the session. Done before the next message is looked at, so that whatever follows sees its effect; never takes long.</summary>
    Mutating,

    /// <summary>Runs beside everything else, indexing included.</summary>
    ReadOnly,

    /// <summary>Takes long; one at a time, beside everything else.</summary>
    Background,
}

/// <summary>How a method is answered.</summary>
/// <param name="Deadline">After which the caller is told that it took too long.</param>
/// <param name="Answer">Parameters → result, both as JSON.</param>
internal sealed record Route(RequestMode Mode, TimeSpan Deadline, Func<JsonElement, CancellationToken, Task<JsonElement?>> Answer)
{
    public static Route Of<TParams, TResult>(
        RequestMode mode, TimeSpan deadline, JsonTypeInfo<TParams> parameters, JsonTypeInfo<TResult> result,
        Func<TParams, CancellationToken, Task<TResult>> answer)
        => new(mode, deadline, async (json, cancellation) =>
            ToJson(await answer(Read(json, parameters), cancellation).ConfigureAwait(false), result));

    /// <summary>A method without a result.</summary>
    public static Route Of<TParams>(RequestMode mode, TimeSpan deadline, JsonTypeInfo<TParams> parameters, Func<TParams, CancellationToken, Task> answer)
        => new(mode, deadline, async (json, cancellation) =>
        {
            await answer(Read(json, parameters), cancellation).ConfigureAwait(false);
            return null;
        });

    /// <summary>A method without parameters; what is given is not looked at.</summary>
    public static Route Of<TResult>(RequestMode mode, TimeSpan deadline, JsonTypeInfo<TResult> result, Func<CancellationToken, TResult> answer)
        => new(mode, deadline, (_, cancellation) => Task.FromResult(ToJson(answer(cancellation), result)));

    /// <summary>A method with neither.</summary>
    public static Route Of(RequestMode mode, TimeSpan deadline, Action answer) => new(mode, deadline, (_, _) =>
    {
        answer();
        return Task.FromResult<JsonElement?>(null);
    });

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type)
        => json.ValueKind == JsonValueKind.Object ? json.Deserialize(type)! : throw new JsonException("they are not an object");

    private static JsonElement? ToJson<T>(T value, JsonTypeInfo<T> type) => value is null ? null : JsonSerializer.SerializeToElement(value, type);
}
