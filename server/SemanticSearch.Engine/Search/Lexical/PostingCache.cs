using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>Reads posting lists and keeps the decoded ones that were used lately, in two halves: when the young one is full it becomes the old one.</summary>
internal sealed class PostingCache : IDisposable
{
    /// <summary>Postings in both halves together: about 20 MB at five bytes each.</summary>
    private const int Capacity = 4_000_000;

    /// <summary>What a list costs beside its postings, in postings: the objects, the key and the dictionary's slot.</summary>
    private const int Overhead = 32;

    private readonly PostingLookup lookup;
    private Dictionary<(string Term, long Segment), PostingList> young = [], old = [];
    private int youngSize;

    public PostingCache(SqliteConnection connection) => lookup = new PostingLookup(connection);

    /// <returns>The list; an empty one when the term is not in the segment.</returns>
    public PostingList Find(string word, long segmentId)
    {
        var key = (word, segmentId);
        if (young.TryGetValue(key, out var list)) return list;
        if (!old.Remove(key, out list)) list = lookup.Find(word, segmentId);
        youngSize += list.Count + Overhead;
        if (youngSize > Capacity / 2)
        {
            (old, young) = (young, []);
            youngSize = list.Count + Overhead;
        }

        young[key] = list;
        return list;
    }

    public void Dispose() => lookup.Dispose();
}
