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

    /// <summary>One item of a folder, as <see cref="Read"/> would list it, without looking at the others.</summary>
    /// <returns>Null when there is nothing of that name.</returns>
    /// <exception cref="IOException">There is no such folder, or its path is too long for the system.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to list it.</exception>
    public static FolderItem? Find(string folder, string name)
    {
        // Opens the folder and reads nothing: what cannot be listed cannot be scanned either, even where its files can be opened.
        new FileSystemEnumerable<FolderItem>(folder, Describe, Everything).GetEnumerator().Dispose();

        var file = new FileInfo(Path.Join(folder, name));
        var attributes = file.Attributes;
        if (attributes == (FileAttributes)(-1))
            return null;
        bool isFolder = (attributes & FileAttributes.Directory) != 0;
        var kind = IsLink(attributes, file) ? ItemKind.Link : isFolder ? ItemKind.Folder : ItemKind.File;
        return new FolderItem(name, kind, kind == ItemKind.File ? file.Length : 0, file.LastWriteTimeUtc.Ticks);
    }

    private static FolderItem Describe(ref FileSystemEntry entry)
    {
        var attributes = entry.Attributes;
        bool isLink = (attributes & FileAttributes.ReparsePoint) != 0 && IsLink(attributes, entry.ToFileSystemInfo());
        var kind = isLink ? ItemKind.Link : entry.IsDirectory ? ItemKind.Folder : ItemKind.File;
        long size = kind == ItemKind.File ? entry.Length : 0;
        return new FolderItem(entry.FileName.ToString(), kind, size, entry.LastWriteTimeUtc.UtcTicks);
    }

    /// <summary>On Windows a reparse point may also be a file kept in the cloud or deduplicated, which is a file like any other.</summary>
    private static bool IsLink(FileAttributes attributes, FileSystemInfo item) =>
        (attributes & FileAttributes.ReparsePoint) != 0 && (!OperatingSystem.IsWindows() || item.LinkTarget is not null);

    private static int InPathOrder(FolderItem left, FolderItem right)
    {
        int shared = Math.Min(left.Name.Length, right.Name.Length);
        int order = string.CompareOrdinal(left.Name, 0, right.Name, 0, shared);
        return order != 0 ? order : After(left, shared).CompareTo(After(right, shared));
    }

    private static int After(FolderItem item, int shared) =>
        shared < item.Name.Length ? item.Name[shared] : item.Kind == ItemKind.Folder ? '/' : -1;
}
