using SemanticSearch.Engine.Models;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>The tokenizers that llama.cpp has for these models, written down once more from their definitions.</summary>
internal abstract class ReferenceTokenizer
{
    public static ReferenceTokenizer Read(FileStream stream)
    {
        var file = GgufReader.Read(stream);
        return file.Get<string>("tokenizer.ggml.model") == "bert" ? new WordPiece(file) : new ByteBpe(file);
    }

    /// <returns>Token ids, with the model's marks at the ends.</returns>
    public abstract int[] Tokenize(string text);
}
