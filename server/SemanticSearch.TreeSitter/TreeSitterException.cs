namespace SemanticSearch.TreeSitter;

/// <summary>The native library or a grammar in it cannot be used; the message says what to do.</summary>
public sealed class TreeSitterException(string message) : Exception(message);
