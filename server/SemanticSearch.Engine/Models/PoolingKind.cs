namespace SemanticSearch.Engine.Models;

/// <summary>How a text's vector is made of its tokens' vectors. The numbers are llama.cpp's, as they stand in GGUF files.</summary>
public enum PoolingKind
{
    None = 0,
    Mean = 1,
    Cls = 2,
    Last = 3,
}
