using SemanticSearch.Engine;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Mcp;

/// <summary>A folder that an agent may search: a root.</summary>
/// <param name="Name">Its paths begin with it when there are several; unique among them.</param>
/// <param name="Root">Real path.</param>
internal sealed record AgentFolder(string Name, string Root, FolderSession Session, IndexedShare Share)
{
    /// <exception cref="ToolException">The folder cannot be opened.</exception>
    public WorkspaceIndex Index => Session.Index ?? throw new ToolException(Session.Progress.Reason);

    /// <inheritdoc cref="IndexedShare.Percent"/>
    public int? PercentIndexed => Share.Percent;

    /// <summary>A file's lines as they are now; null for one that is not there, or cannot be read as text, or lies elsewhere.</summary>
    /// <param name="path">Relative, forward slashes.</param>
    public TextLines? LinesOf(string path) => RootedPath.Within(Root, path) is { } inside && Index.CurrentText(inside) is { } text ? new TextLines(text) : null;
}
