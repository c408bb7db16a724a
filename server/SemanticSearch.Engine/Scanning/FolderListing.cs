using System.IO.Enumeration;

namespace SemanticSearch.Engine.Scanning;

internal enum ItemKind : byte
{
    File,
    Folder,
    Link,
}

/// <param name="Modified">UTC ticks.</param>
internal readonly record struct FolderItem(string Name, ItemKind Kind, long Size, long Modified);

/// <summary>What lies directly in a folder, in the order of a scan.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>In ordinal order of the paths that result, for which a folder's name ends in a slash.</summary>
    /// <exception cref="IOException">The folder vanished, or its path is too long for the system.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to list it.</exception>
    public static FolderItem[] Read(string folder)
    {
        var items = new FileSystemEnumerable<FolderItem>(folder, Describe, Everything).ToArray();
        Array.Sort(items, InPathOrder);
        return items;
    }

    /// <summary>Null when there is nothing at the path.</summary>
    /// <inheritdoc cref="Read"/>
    public static FolderItem? Find(string folder, string name)
    {
        var found = new FileSystemEnumerable<FolderItem>(folder, Describe, Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.FileName.SequenceEqual(name),
        };
        foreach (var item in found)
            return item;
        return null;
    }

    private static FolderItem Describe(ref FileSystemEntry entry)
    {
        var kind = IsLink(ref entry) ? ItemKind.Link : entry.IsDirectory ? ItemKind.Folder : ItemKind.File;
        long size = kind == ItemKind.File ? entry.Length : 0;
        return new FolderItem(entry.FileName.ToString(), kind, size, entry.LastWriteTimeUtc.UtcTicks);
    }

    /// <summary>On Windows a reparse point may also be a file kept in the cloud or deduplicated, which is a file like any other.</summary>
    private static bool IsLink(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return false;
        return !OperatingSystem.IsWindows() || entry.ToFileSystemInfo().LinkTarget is not null;
    }

    private static int InPathOrder(FolderItem left, FolderItem right)
    {
        int shared = Math.Min(left.Name.Length, right.Name.Length);
        int order = string.CompareOrdinal(left.Name, 0, right.Name, 0, shared);
        return order != 0 ? order : After(left, shared).CompareTo(After(right, shared));
    }

    private static int After(FolderItem item, int shared) =>
        shared < item.Name.Length ? item.Name[shared] : item.Kind == ItemKind.Folder ? '/' : -1;
}
