namespace SemanticSearch.Engine.Chunking;

/// <summary>Which language a file is in, by its name.</summary>
public static class Languages
{
    /// <summary>What a file is called for which no grammar and no other rule fits.</summary>
    public const string Text = "text";
}
