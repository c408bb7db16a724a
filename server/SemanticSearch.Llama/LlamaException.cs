namespace SemanticSearch.Llama;

/// <summary>llama.cpp is not there, is another build than this binding is for, or refused something. The message says what to do.</summary>
public sealed class LlamaException(string message, Exception? cause = null) : Exception(message, cause);
