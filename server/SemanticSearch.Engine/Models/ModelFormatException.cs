namespace SemanticSearch.Engine.Models;

/// <summary>A model file or manifest is not what it should be. The message says what is wrong and what to do about it.</summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException(string message)
        : base(message)
    {
    }

    public ModelFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
