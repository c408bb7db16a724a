using System.Buffers;
using System.Text;

namespace SemanticSearch.Llama;

/// <summary>A model's tokenizer. Safe to use from several threads. Lives as long as its model.</summary>
public sealed class LlamaVocabulary
{
    private readonly ModelHandle _model;

    internal LlamaVocabulary(ModelHandle model) => _model = model;

    /// <summary>Number of tokens.</summary>
    public int Count => WithVocabulary(Native.llama_vocab_n_tokens);

    /// <param name="addSpecial">Put the model's own marks at both ends, as it was trained with.</param>
    /// <returns>Token ids. Marks that stand in the text as text are text.</returns>
    /// <exception cref="LlamaException">llama.cpp refuses the text.</exception>
    public unsafe int[] Tokenize(ReadOnlySpan<char> text, bool addSpecial)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, bytes);
            var tokens = new int[length / 2 + 8];
            while (true)
            {
                int count;
                var added = false;
                try
                {
                    _model.DangerousAddRef(ref added);
                    fixed (byte* from = bytes)
                    fixed (int* to = tokens)
                    {
                        count = Native.llama_tokenize(
                            Native.llama_model_get_vocab(_model), from, length, to, tokens.Length, addSpecial ? (byte)1 : (byte)0, parseSpecial: 0);
                    }
                }
                finally
                {
                    if (added) _model.DangerousRelease();
                }

                if (count >= 0) return tokens[..count];
                if (count == int.MinValue || -count <= tokens.Length) throw new LlamaException($"llama.cpp could not tokenize a text of {text.Length} characters.");
                tokens = new int[-count];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private T WithVocabulary<T>(Func<nint, T> read)
    {
        var added = false;
        try
        {
            _model.DangerousAddRef(ref added);
            return read(Native.llama_model_get_vocab(_model));
        }
        finally
        {
            if (added) _model.DangerousRelease();
        }
    }
}
