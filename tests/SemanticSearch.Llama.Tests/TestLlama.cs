namespace SemanticSearch.Llama.Tests;

/// <summary>llama.cpp as it lies beside the tests.</summary>
internal static class TestLlama
{
    public static string Folder { get; } = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "llama"))
        .First(folder => Path.GetFileName(folder) is "cpu" or "metal");

    public static LlamaLibrary Load() => LlamaLibrary.Load(Folder);
}
