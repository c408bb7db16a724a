using SemanticSearch.Engine.Search.Ranking;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Migration;

/// <param name="Hash">Of its bytes when it was indexed.</param>
internal sealed record OwnFile(long Id, string Path, byte[] Hash);

/// <summary>The indexed files, and of them those that the user's own code is in: what is worth asking about.</summary>
internal sealed class OwnFiles
{
    /// <summary>Tests and examples show how code is used, not what it does; what others wrote or programs made is not the user's.</summary>
    private const FileRole Foreign = FileRole.Test | FileRole.Example | FileRole.Generated | FileRole.Vendored;

    /// <summary>Prose and data, which define nothing.</summary>
    private const FileRole WithoutCode = FileRole.Documentation | FileRole.Changelog | FileRole.Localisation | FileRole.Configuration;

    private readonly HashSet<string> _indexed = new(StringComparer.Ordinal);

    private OwnFiles(IReadOnlyList<OwnFile> code) => Code = code;

    /// <summary>In the order of <see cref="StableOrder"/>.</summary>
    public IReadOnlyList<OwnFile> Code { get; }

    public static OwnFiles Read(IndexDatabase reader)
    {
        using var command = reader.Command($"SELECT id, path, hash FROM files WHERE state = '{FileStates.Indexed}' AND hash IS NOT NULL");
        using var rows = command.ExecuteReader();
        var all = new List<OwnFile>();
        while (rows.Read()) all.Add(new OwnFile(rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)));
        var own = new OwnFiles([.. all.Where(file => HoldsCode(file.Path)).OrderBy(file => StableOrder.Of(file.Path))]);
        own._indexed.UnionWith(all.Select(file => file.Path));
        return own;
    }

    public bool IsIndexed(string path) => _indexed.Contains(path);

    /// <summary>Whether it is the user's own code, as far as its path tells.</summary>
    public static bool HoldsCode(string path) => (FileRoles.Of(path) & (Foreign | WithoutCode)) == 0;
}
