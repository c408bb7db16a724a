using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>A text as a model takes it: one sequence of tokens, or several where it is longer than the model's window.</summary>
/// <param name="Windows">Each with the model's marks and prefix, at most the window's length.</param>
public sealed record TokenisedText(IReadOnlyList<ReadOnlyMemory<int>> Windows)
{
    public int Tokens => Windows.Sum(window => window.Length);
}

/// <summary>
/// Turns text into what a model takes, by the tokenizer inside its own file. Nothing is cut off: a text that is too long for the model's window becomes
/// several that overlap. Safe to use from several threads.
/// </summary>
public sealed class ModelTokenizer : IDisposable
{
    /// <summary>Part of a fingerprint: raised when the same text comes out as other tokens.</summary>
    public const int Version = 1;

    /// <summary>Tokens that a window repeats of the one before, as a share of its length: what stands at the seam is seen whole once.</summary>
    private const int OverlapShare = 8;

    /// <summary>
    /// Characters that are tokenised at once. Far above any chunk; some of llama.cpp's tokenizers take time that grows faster than the text.
    /// </summary>
    private const int MaximumPiece = 16_384;

    private readonly LlamaModel _model;
    private readonly int[] _opening;
    private readonly int[] _closing;

    private ModelTokenizer(LlamaModel model)
    {
        _model = model;
        (_opening, _closing) = FindMarks(model.Vocabulary);
    }

    /// <summary>Loads the vocabulary only: a fifth of a second even for the largest models.</summary>
    /// <exception cref="LlamaException">llama.cpp refuses the file.</exception>
    public static ModelTokenizer Open(LlamaLibrary library, string modelPath, CancellationToken cancellation)
    {
        var model = LlamaModel.Load(library, modelPath, new LlamaModelOptions(VocabularyOnly: true), null, cancellation);
        try
        {
            return new ModelTokenizer(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <param name="prefix">What the model was trained to see before such a text; repeated in each window.</param>
    /// <param name="window">Tokens of the longest sequence, marks included.</param>
    public TokenisedText Tokenise(string prefix, string text, int window)
    {
        if (text.Length <= MaximumPiece)
        {
            var whole = _model.Vocabulary.Tokenize(prefix + text, addSpecial: true);
            if (whole.Length <= window) return new TokenisedText([whole]);
        }

        int[] head = [.. _opening, .. _model.Vocabulary.Tokenize(prefix, addSpecial: false)];
        var room = window - head.Length - _closing.Length;
        if (room < 1) throw new ModelFormatException($"The prefix has {head.Length} tokens, which leaves no room in the model's window of {window}. Choose a shorter one.");
        var body = TokeniseBody(text);
        var windows = new List<ReadOnlyMemory<int>>();
        var step = Math.Max(1, room - room / OverlapShare);
        for (var start = 0; ; start += step)
        {
            int[] part = [.. head, .. body.Skip(start).Take(room), .. _closing];
            windows.Add(part);
            if (start + room >= body.Count) return new TokenisedText(windows);
        }
    }

    public void Dispose() => _model.Dispose();

    private List<int> TokeniseBody(string text)
    {
        var tokens = new List<int>();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + MaximumPiece);
            if (end < text.Length)
            {
                // At a line's end where there is one, and never inside a surrogate pair.
                var newline = text.LastIndexOf('\n', end - 1, end - start);
                if (newline > start) end = newline + 1;
                else if (char.IsHighSurrogate(text[end - 1])) end--;
            }

            tokens.AddRange(_model.Vocabulary.Tokenize(text.AsSpan(start, end - start), addSpecial: false));
            start = end;
        }

        return tokens;
    }

    /// <summary>The marks that the model wants around a text, found out by what it puts around one.</summary>
    private static (int[] Opening, int[] Closing) FindMarks(LlamaVocabulary vocabulary)
    {
        const string probe = "a";
        var with = vocabulary.Tokenize(probe, addSpecial: true);
        var bare = vocabulary.Tokenize(probe, addSpecial: false);
        for (var start = 0; start + bare.Length <= with.Length; start++)
        {
            if (with.AsSpan(start, bare.Length).SequenceEqual(bare)) return (with[..start], with[(start + bare.Length)..]);
        }

        throw new ModelFormatException("The model's tokenizer changes a text when it marks its ends; such a model cannot be used.");
    }
}
