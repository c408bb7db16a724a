using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Training.Learning;

/// <summary>
/// What people put around a question: "where is … handled". Documentation has none of it, so a model that never saw these words with code
/// would take them for content. They are added to some of the texts in training, and the model learns that they say nothing.
/// </summary>
internal static class QuestionWords
{
    private static readonly string[] Phrases =
    [
        "where is", "where are", "where do we", "where does it", "how does", "how do I", "how is it done", "how to", "what is", "what does",
        "which function", "which class", "which file", "which method", "why is", "when does", "find the", "find code that", "show me",
        "code that", "code for", "code to", "function that", "function to", "function for", "method that", "class that", "class for",
        "the place where", "where is it implemented", "where is it defined", "where is it handled", "how does it work", "implementation of",
        "logic for", "the part that", "something that", "is there a", "can we", "I want to", "look for", "search for",
    ];

    /// <returns>The tokens of each phrase.</returns>
    public static IReadOnlyList<ushort[]> Tokenise(CodeTokenizer tokenizer)
    {
        var bag = new TokenBag(tokenizer.Vocabulary.Count);
        return
        [
            .. Phrases.Select(phrase =>
            {
                bag.Clear();
                tokenizer.Tokenize(phrase, bag);
                return bag.Tokens.ToArray().Select(token => (ushort)token).ToArray();
            }),
        ];
    }
}
