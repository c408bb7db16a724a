using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

/// <summary>Writes the wire types as TypeScript, with their documentation, from the compiled types.</summary>
internal static partial class TypeScriptMirror
{
    private const string Head = """
        // The types that cross the pipe between this extension and `semsearch serve`: the mirror of server/SemanticSearch.Server/Rpc/Wire.cs.
        // Written by WireContractTests; do not edit: change Wire.cs and run `UPDATE_GOLDENS=1 npm test`.
        // Paths are absolute and native unless said otherwise; lines count from 1, inclusive; columns count UTF-16 code units from 0.

        """;

    public static string Write()
    {
        var documentation = Documentation.Load();
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append(CultureText($"\n{documentation.Summary(typeof(Protocol), "")}export const protocolVersion = {Protocol.Version};\n"));
        WriteConstants(text, typeof(Methods), "methods", documentation);
        WriteConstants(text, typeof(ErrorCodes), "errorCodes", documentation);
        var types = typeof(Protocol).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Protocol).Namespace && (type.IsEnum || IsRecord(type)) && IsOnTheWire(type))
            .OrderBy(type => type.MetadataToken);
        foreach (var type in types) WriteType(text, type, documentation);
        return text.ToString();
    }

    private static string CultureText(FormattableString text) => FormattableString.Invariant(text);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    /// <summary>All that the serializer knows, directly or as a member.</summary>
    private static bool IsOnTheWire(Type type) => RpcJson.Default.GetTypeInfo(type) is not null;

    private static void WriteConstants(StringBuilder text, Type holder, string name, Documentation documentation)
    {
        text.Append(CultureText($"\n{documentation.Summary(holder, "")}export const {name} = {{\n"));
        foreach (var field in holder.GetFields())
        {
            text.Append(documentation.Member(field, "  "));
            text.Append(CultureText($"  {Camel(field.Name)}: {JsonSerializer.Serialize(field.GetRawConstantValue())},\n"));
        }
        text.Append("} as const;\n");
    }

    private static void WriteType(StringBuilder text, Type type, Documentation documentation)
    {
        text.Append('\n').Append(documentation.Summary(type, ""));
        if (type.IsEnum)
        {
            var values = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Word: $"\"{Camel(field.Name)}\"", Text: documentation.Plain(field)));
            text.Append(CultureText($"export type {type.Name} =\n"));
            foreach (var (word, about) in values) text.Append(CultureText($"  | {word}{(about is null ? "" : " // " + about)}\n"));
            text.Length--;
            text.Append(";\n");
            return;
        }
        text.Append(CultureText($"export interface {type.Name} {{\n"));
        var nullability = new NullabilityInfoContext();
        foreach (var parameter in type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters())
        {
            if (documentation.Parameter(type, parameter.Name!) is { } about) text.Append(CultureText($"  /** {about} */\n"));
            text.Append(CultureText($"  readonly {Camel(parameter.Name!)}: {NameOf(parameter.ParameterType, nullability.Create(parameter))};\n"));
        }
        text.Append("}\n");
    }

    private static string NameOf(Type type, NullabilityInfo nullability)
    {
        var nullable = nullability.ReadState == NullabilityState.Nullable;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var name = type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(JsonElement) => "unknown",
            _ when type == typeof(int) || type == typeof(long) || type == typeof(double) => "number",
            _ when type.IsGenericType => $"readonly {NameOf(type.GetGenericArguments()[0], nullability.GenericTypeArguments[0])}[]",
            _ => type.Name,
        };
        return nullable ? name + " | null" : name;
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The compiler's documentation file, as TypeScript comments.</summary>
    private sealed partial class Documentation(Dictionary<string, XElement> members)
    {
        public static Documentation Load()
        {
            var file = Path.ChangeExtension(typeof(Protocol).Assembly.Location, ".xml");
            return new Documentation(XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value));
        }

        public string Summary(Type type, string indent) => Comment(Find($"T:{type.FullName}")?.Element("summary"), indent);

        public string Member(FieldInfo field, string indent) => Comment(Find($"F:{field.DeclaringType!.FullName}.{field.Name}")?.Element("summary"), indent);

        public string? Plain(FieldInfo field) => Text(Find($"F:{field.DeclaringType!.FullName}.{field.Name}")?.Element("summary"));

        public string? Parameter(Type type, string name) =>
            Text(Find($"T:{type.FullName}")?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")!.Value == name));

        private XElement? Find(string name) => members.GetValueOrDefault(name);

        private static string Comment(XElement? element, string indent) => Text(element) is { } text ? $"{indent}/** {text} */\n" : "";

        private static string? Text(XElement? element)
        {
            if (element is null) return null;
            var words = element.Nodes().Select(node => node switch
            {
                XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
                XElement { Name.LocalName: "paramref" } parameter => Camel(parameter.Attribute("name")!.Value),
                XElement other => other.Value,
                _ => node.ToString(),
            });
            return Blank().Replace(string.Concat(words), " ").Trim();
        }

        [GeneratedRegex(@"\s+")]
        private static partial Regex Blank();
    }
}
