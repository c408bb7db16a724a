using System.Globalization;

namespace SemanticSearch.Engine.Models;

/// <summary>How a model is named by people: an id, a family, or a path; "@256" at the end cuts its vectors to that many dimensions.</summary>
/// <param name="Name">Without what is after '@'.</param>
public sealed record ModelReference(string Name, int? Dimensions)
{
    public bool IsPath => Name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || Name.Contains('/', StringComparison.Ordinal)
        || Name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public static ModelReference Parse(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var dimensions) && dimensions > 0
            ? new ModelReference(text[..at], dimensions)
            : new ModelReference(text, null);
    }
}
