using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Mcp;

/// <summary>Paths as an agent sees and names them: relative, and behind the folder's name when there are several.</summary>
internal static class AgentPaths
{
    public static string Of(AgentFolder folder, string path, IReadOnlyList<AgentFolder> folders) => folders.Count == 1 ? path : $"{folder.Name}/{path}";

    /// <summary>A file that an agent names. Only files that the index has are given: what it leaves out is not read for an agent either.</summary>
    /// <param name="path">As the agent sees paths, or absolute.</param>
    /// <exception cref="ToolException">It lies outside, is not there, or is left out of the index.</exception>
    public static (AgentFolder Folder, string Path) Locate(string path, IReadOnlyList<AgentFolder> folders)
    {
        if (!RootedPath.IsPlain(path)) throw new ToolException("path is no path of a file in the folders here. Take it from a hit as it is.");
        var places = folders.Select(folder => (Folder: folder, Path: RootedPath.Within(folder.Root, Relative(path, folder, folders)))).Where(place => place.Path is not null).ToList();
        if (places.Count == 0)
        {
            throw new ToolException($"That path lies outside the folders that may be read here ({string.Join(", ", folders.Select(folder => folder.Root))}). Take it from a hit as it is.");
        }
        // The innermost folder knows the file best; the first one that has it, where all are alike.
        var (chosen, inside) = places.OrderByDescending(place => File.Exists(Path.Combine(place.Folder.Root, place.Path!))).ThenByDescending(place => place.Folder.Root.Length).First();
        var why = chosen.Index.Why(inside!);
        // By the very name that it is indexed under: in another spelling, ignore rules might not know a file where case does not count.
        if (why.State is "indexed" or "failed" || (why.State == "pending" && why.IndexedAt is not null)) return (chosen, inside!);
        throw new ToolException(why.State switch
        {
            "missing" => "There is no such file. Take the path from a hit as it is.",
            "pending" => "That file is not in the index yet. Wait with get_index_status (waitSeconds), or read it with your own file tool.",
            _ => $"That file is not searched, so it is not shown either: {why.Detail}. Read it with your own file tool if you need it.",
        });
    }

    /// <summary>Globs over paths as the agent sees them, for one folder.</summary>
    /// <returns>Null when all that are asked for lie in other folders.</returns>
    public static SearchFilter? FilterFor(AgentFolder folder, SearchFilter filter, IReadOnlyList<AgentFolder> folders)
    {
        if (folders.Count == 1 || filter.Globs.Count == 0) return filter;
        var own = new List<string>();
        var elsewhere = false;
        foreach (var glob in filter.Globs)
        {
            var mark = glob.StartsWith('!') ? "!" : "";
            var body = glob[mark.Length..];
            var named = folders.FirstOrDefault(known => body.StartsWith(known.Name + "/", StringComparison.Ordinal));
            if (named is null) own.Add(glob);
            else if (named == folder) own.Add(mark + body[(folder.Name.Length + 1)..]);
            else elsewhere |= mark.Length == 0;
        }
        return elsewhere && own.All(glob => glob.StartsWith('!')) ? null : filter with { Globs = own };
    }

    private static string Relative(string path, AgentFolder folder, IReadOnlyList<AgentFolder> folders)
    {
        var prefix = folder.Name + "/";
        return folders.Count > 1 && path.Replace('\\', '/').StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }
}
