namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>A definition with its place in the <see cref="SyntaxTable"/>.</summary>
internal sealed class FoundDefinition
{
    public required ResolvedRule Rule { get; init; }

    /// <summary>Null for what only gives a scope.</summary>
    public required string? Kind { get; init; }

    public required string Name { get; init; }

    public required string Scope { get; init; }

    /// <summary>The scope of what is inside.</summary>
    public required string Path { get; init; }

    /// <summary>The node itself, and the outermost one around it that belongs to it alone.</summary>
    public required int Node { get; init; }

    public required int Outer { get; init; }

    /// <summary>The last of the sibling nodes that make it up; the outermost one where there is only that.</summary>
    public required int Last { get; set; }

    /// <summary>With the comments and attributes before it.</summary>
    public required int Start { get; init; }

    public required int End { get; set; }

    public required int DocumentationStart { get; init; }

    public required int DocumentationEnd { get; init; }

    public required int NameStart { get; init; }

    /// <summary>-1 without one.</summary>
    public required int BodyStart { get; init; }

    /// <summary>Index of the definition around it, -1 at the top.</summary>
    public required int Parent { get; init; }

    public bool HasDocumentation => DocumentationStart >= 0;
}
