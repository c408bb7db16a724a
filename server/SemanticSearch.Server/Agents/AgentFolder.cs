using SemanticSearch.Engine;
using SemanticSearch.Server.Output;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Agents;

/// <summary>A folder that an agent may search: a root.</summary>
/// <param name="Name">Its paths begin with it when there are several; unique among them.</param>
/// <param name="Root">Real path.</param>
internal sealed record AgentFolder(string Name, string Root, FolderSession Session)
{
    /// <exception cref="ToolException">The folder cannot be opened.</exception>
    public WorkspaceIndex Index => Session.Index ?? throw new ToolException(Session.Progress.Reason);

    /// <inheritdoc cref="IndexedShare.Percent"/>
    public int? PercentIndexed => Session.Share.Percent;

    /// <summary>Names for folders, each the last part of its path, with a number where another one has it.</summary>
    /// <param name="roots">Real paths.</param>
    public static IEnumerable<(string Name, string Root)> Named(IEnumerable<string> roots)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var root in roots)
        {
            var leaf = Path.GetFileName(root) is { Length: > 0 } last ? last : "root";
            var name = leaf;
            for (var number = 2; !names.Add(name); number++) name = $"{leaf}~{number}";
            yield return (name, root);
        }
    }

    /// <summary>A file's lines as they are now; null for one that is not there, or cannot be read as text, or lies elsewhere.</summary>
    /// <param name="path">Relative, forward slashes.</param>
    public TextLines? LinesOf(string path) => RootedPath.Within(Root, path) is { } inside && Index.CurrentText(inside) is { } text ? new TextLines(text) : null;
}
