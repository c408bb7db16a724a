using System.Text;

namespace SemanticSearch.Training.Mining;

/// <summary>What of a repository was mined: each part has a shard of its own and can be mined again alone.</summary>
internal enum MinedPart
{
    Files,
    Commits,
}

/// <summary>
/// The pairs of one part of a repository in one file: for each a byte for its kind and four texts, each with its length in bytes before it
/// (7 bits a byte) in UTF-8. A shard is written under another name and renamed when it is whole, so an interrupted run never leaves half of
/// one.
/// </summary>
internal static class PairShard
{
    private const string UnfinishedExtension = ".unfinished";

    /// <returns>The shard of a part of a repository "owner/name" in a folder of shards.</returns>
    public static string PathOf(string folder, string repository, MinedPart part) =>
        Path.Combine(folder, $"{repository.Replace('/', '+')}.{(part == MinedPart.Files ? "files" : "commits")}");

    /// <returns>The pairs of a repository, of all parts that are there.</returns>
    public static IEnumerable<MinedPair> ReadAll(string folder, string repository) =>
        Enum.GetValues<MinedPart>().Select(part => PathOf(folder, repository, part)).Where(File.Exists).SelectMany(Read);

    public static void Write(string path, IEnumerable<MinedPair> pairs)
    {
        using (var writer = new BinaryWriter(File.Create(path + UnfinishedExtension), Encoding.UTF8))
        {
            foreach (var pair in pairs)
            {
                writer.Write((byte)pair.Kind);
                writer.Write(pair.Language);
                writer.Write(pair.Path);
                writer.Write(pair.Query);
                writer.Write(pair.Code);
            }
        }

        File.Move(path + UnfinishedExtension, path, overwrite: true);
    }

    private static IEnumerable<MinedPair> Read(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        while (stream.Position < stream.Length)
        {
            var kind = (PairKind)reader.ReadByte();
            yield return new MinedPair(kind, reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        }
    }
}
