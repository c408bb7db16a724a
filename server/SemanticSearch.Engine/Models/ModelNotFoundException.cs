namespace SemanticSearch.Engine.Models;

/// <summary>A model is not here, or nobody knows its name. The message says how to get it.</summary>
public sealed class ModelNotFoundException(string message) : FileNotFoundException(message);
