namespace SemanticSearch.Server.Agents;

/// <summary>A call that cannot be answered, in words for the agent: what is wrong, and what to do next.</summary>
internal sealed class ToolException(string message) : Exception(message);
