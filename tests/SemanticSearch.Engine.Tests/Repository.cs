namespace SemanticSearch.Engine.Tests;

/// <summary>This repository's own folders, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SemanticSearch.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests run outside the repository: SemanticSearch.sln is in no folder above them.");
    }
}
