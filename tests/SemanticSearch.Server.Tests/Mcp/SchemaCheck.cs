using System.Text.Json;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Holds a tool's structured answer to the schema that the tool itself announces, as strict clients do.</summary>
internal static class SchemaCheck
{
    public static void Conforms(JsonElement schema, JsonElement value, string at = "$")
    {
        var type = schema.GetProperty("type").GetString();
        Assert.True(type == TypeOf(value) || (type == "number" && TypeOf(value) == "integer"), $"{at} is {TypeOf(value)}, and should be {type}.");
        if (type == "array")
        {
            foreach (var (entry, index) in value.EnumerateArray().Select((entry, index) => (entry, index))) Conforms(schema.GetProperty("items"), entry, $"{at}[{index}]");
        }
        if (type != "object") return;
        if (schema.TryGetProperty("required", out var required))
        {
            Assert.All(required.EnumerateArray(), name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{at} has no {name}."));
        }
        foreach (var member in value.EnumerateObject())
        {
            Assert.True(schema.GetProperty("properties").TryGetProperty(member.Name, out var inner), $"{at}.{member.Name} is not in the schema.");
            Conforms(inner, member.Value, $"{at}.{member.Name}");
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
