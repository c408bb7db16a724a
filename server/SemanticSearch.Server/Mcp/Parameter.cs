using System.Text.Json;
using System.Text.Json.Nodes;

namespace SemanticSearch.Server.Mcp;

/// <summary>
/// An argument of a tool: what its schema says and what is checked are the same thing. <see cref="Read"/> gives the checked value, null where none was given.
/// </summary>
/// <param name="Read">Throws <see cref="ToolException"/> for a value that is not as it should be.</param>
internal sealed record Parameter(string Name, bool Required, JsonObject Schema, Func<JsonElement, object> Read)
{
    /// <param name="longest">Characters.</param>
    public static Parameter Text(string name, string description, int longest, bool required = false) => new(
        name, required, new JsonObject { ["type"] = "string", ["description"] = description, ["minLength"] = 1, ["maxLength"] = longest },
        given => TextOf(name, given, longest));

    public static Parameter Number(string name, string description, int least, int most, int? usual = null) => new(
        name, false, WithDefault(new JsonObject { ["type"] = "integer", ["description"] = description, ["minimum"] = least, ["maximum"] = most }, usual),
        given => NumberOf(name, given, least, most));

    public static Parameter Choice(string name, string description, string usual, params string[] words) => new(
        name, false,
        new JsonObject { ["type"] = "string", ["description"] = description, ["enum"] = Words(words), ["default"] = usual },
        given => given.ValueKind == JsonValueKind.String && words.Contains(given.GetString())
            ? given.GetString()!
            : throw new ToolException($"{name} is one of {string.Join(", ", words)}. Leave it out for {usual}."));

    /// <param name="most">Entries.</param>
    /// <param name="longest">Characters of each.</param>
    /// <param name="values">The only values there are; null for any.</param>
    /// <param name="parse">A word's canonical form, null for a word that is none.</param>
    public static Parameter List(
        string name, string description, int most, int longest, IReadOnlyList<string>? values = null, Func<string, string?>? parse = null)
    {
        var item = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = longest };
        if (values is not null && parse is null) item["enum"] = Words(values);
        return new Parameter(
            name, false, new JsonObject { ["type"] = "array", ["description"] = description, ["items"] = item, ["maxItems"] = most },
            given => ListOf(name, given, most, longest, word => parse is not null ? parse(word) : values?.Contains(word) == false ? null : word, values));
    }

    private static string TextOf(string name, JsonElement given, int longest)
    {
        if (given.ValueKind != JsonValueKind.String) throw new ToolException($"{name} is a string.");
        var text = given.GetString()!;
        if (text.Length == 0 || text.Length > longest) throw new ToolException($"{name} has 1 to {longest:N0} characters; this one has {text.Length:N0}.");
        return text;
    }

    private static object NumberOf(string name, JsonElement given, int least, int most)
        => given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out var number) && number == Math.Floor(number) && number >= least && number <= most
            ? (int)number
            : throw new ToolException($"{name} is a whole number from {least:N0} to {most:N0}.");

    private static string[] ListOf(string name, JsonElement given, int most, int longest, Func<string, string?> parse, IReadOnlyList<string>? values)
    {
        // A single word is what many models send for a list of one.
        JsonElement[] entries = given.ValueKind switch
        {
            JsonValueKind.String => [given],
            JsonValueKind.Array when given.GetArrayLength() <= most => [.. given.EnumerateArray()],
            _ => throw new ToolException($"{name} is a list of at most {most} strings."),
        };
        return [.. entries.Select(entry => TextOf(name, entry, longest))
            .Select(word => parse(word) ?? throw new ToolException($"{name} does not know '{word}'. It knows {string.Join(", ", values ?? [])}."))
            .Distinct()];
    }

    private static JsonObject WithDefault(JsonObject schema, int? usual)
    {
        if (usual is { } value) schema["default"] = value;
        return schema;
    }

    private static JsonArray Words(IEnumerable<string> words)
    {
        var array = new JsonArray();
        foreach (var word in words) array.Add((JsonNode)word);
        return array;
    }
}
