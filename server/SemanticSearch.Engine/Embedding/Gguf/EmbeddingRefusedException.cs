namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>A model gives no usable vector for a text; the message says why.</summary>
public sealed class EmbeddingRefusedException(string message) : Exception(message);
