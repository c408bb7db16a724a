using System.Text.Json;
using System.Text.Json.Nodes;

namespace SemanticSearch.Server.Agents;

/// <summary>The arguments of one call, checked against the tool's <see cref="Parameter"/>s.</summary>
internal sealed class ToolArguments
{
    private readonly Dictionary<string, object> _values;

    private ToolArguments(Dictionary<string, object> values) => _values = values;

    /// <exception cref="ToolException">An argument is missing, unknown, or not as its schema says.</exception>
    public static ToolArguments Read(IReadOnlyList<Parameter> parameters, IDictionary<string, JsonElement>? given)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            if (parameters.FirstOrDefault(known => known.Name == name) is not { } parameter)
            {
                throw new ToolException($"There is no argument '{Shortened(name)}'. There are {string.Join(", ", parameters.Select(known => known.Name))}.");
            }
            if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) values[name] = parameter.Read(value);
        }

        return parameters.FirstOrDefault(parameter => parameter.Required && !values.ContainsKey(parameter.Name)) is { } missing
            ? throw new ToolException($"The argument {missing.Name} is missing: {missing.Schema["description"]}")
            : new ToolArguments(values);
    }

    /// <returns>The JSON schema of a call's arguments.</returns>
    public static JsonElement SchemaOf(IReadOnlyList<Parameter> parameters)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var parameter in parameters)
        {
            properties[parameter.Name] = parameter.Schema.DeepClone();
            if (parameter.Required) required.Add((JsonNode)parameter.Name);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) schema["required"] = required;
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }

    public string? Text(string name) => _values.GetValueOrDefault(name) as string;

    public int? Number(string name) => _values.GetValueOrDefault(name) as int?;

    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) as string[] ?? [];

    private static string Shortened(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
