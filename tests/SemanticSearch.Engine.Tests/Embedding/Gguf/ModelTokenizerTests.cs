using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Engine.Tests.Embedding.Gguf;

/// <summary>Texts as windows of tokens, by the tokenizers of two real files.</summary>
public sealed class ModelTokenizerTests : IDisposable
{
    private const int Window = 64;
    private const int Overlap = 8;
    private const string Prefix = "search_document: ";

    private readonly TemporaryFolder _folder = new();
    private readonly LlamaLibrary _library = LlamaLibrary.Load(
        Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "llama")).First(folder => Path.GetFileName(folder) is "cpu" or "metal"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TinyArchitecture.NomicBert)]
    [InlineData(TinyArchitecture.Qwen2)]
    internal void A_text_that_fits_is_one_window_just_as_the_model_tokenises_it(TinyArchitecture architecture)
    {
        var path = Write(architecture);
        using var tokenizer = ModelTokenizer.Open(_library, path, CancellationToken.None);

        var text = tokenizer.Tokenise(Prefix, "read the file", Window);

        Assert.Equal(Tokens(path, Prefix + "read the file", marks: true), Assert.Single(text.Windows).ToArray());
    }

    [Theory]
    [InlineData(TinyArchitecture.NomicBert, 3_000)]
    [InlineData(TinyArchitecture.Qwen2, 3_000)]
    // Longer than what is tokenised at once.
    [InlineData(TinyArchitecture.NomicBert, 40_000)]
    [InlineData(TinyArchitecture.Qwen2, 40_000)]
    internal void Of_a_long_text_nothing_is_lost_and_each_window_has_marks_prefix_and_overlap(TinyArchitecture architecture, int characters)
    {
        var path = Write(architecture);
        var lines = new string([.. Enumerable.Range(0, characters).Select(i => i % 41 == 40 ? '\n' : i % 7 == 6 ? ' ' : (char)('a' + i * i % 26))]);
        using var tokenizer = ModelTokenizer.Open(_library, path, CancellationToken.None);
        var (opening, closing) = Marks(path);
        int[] head = [.. opening, .. Tokens(path, Prefix, marks: false)];

        var windows = tokenizer.Tokenise(Prefix, lines, Window).Windows;

        var room = Window - head.Length - closing.Length;
        var body = new List<int>();
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i].ToArray();
            Assert.InRange(window.Length, head.Length + closing.Length + 1, Window);
            Assert.Equal(head, window[..head.Length]);
            Assert.Equal(closing, window[^closing.Length..]);
            var own = window[head.Length..^closing.Length];
            if (i < windows.Count - 1) Assert.Equal(room, own.Length);
            var repeated = i == 0 ? 0 : room / Overlap;
            Assert.Equal(body[^repeated..], own[..repeated]);
            body.AddRange(own[repeated..]);
        }

        Assert.Equal(lines.Where(char.IsAsciiLetter), Letters(path, body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ud83d")]
    [InlineData("\ude80 read")]
    [InlineData("read \ud83d")]
    public void What_is_no_whole_text_still_has_tokens(string text)
    {
        using var tokenizer = ModelTokenizer.Open(_library, Write(TinyArchitecture.NomicBert), CancellationToken.None);

        Assert.InRange(tokenizer.Tokenise("", text, Window).Tokens, 2, 8);
    }

    /// <summary>The place where a text is cut for the tokenizer lies inside an emoji.</summary>
    [Fact]
    public void A_surrogate_pair_is_not_cut_in_two()
    {
        var path = Write(TinyArchitecture.Qwen2);
        using var tokenizer = ModelTokenizer.Open(_library, path, CancellationToken.None);
        var text = new string('x', 16_383) + "🚀" + new string('x', 10);
        var bytes = Tokens(path, "🚀", marks: false);

        var body = tokenizer.Tokenise("", text, 32_768).Windows.SelectMany(window => window.ToArray()).ToArray();

        Assert.True(body.AsSpan().IndexOf(bytes) >= 0);
    }

    [Fact]
    public void A_prefix_that_leaves_no_room_is_refused_with_a_next_step()
    {
        using var tokenizer = ModelTokenizer.Open(_library, Write(TinyArchitecture.NomicBert), CancellationToken.None);

        var refused = Assert.Throws<ModelFormatException>(() => tokenizer.Tokenise(new string('!', Window), "read the file", Window));

        Assert.Contains("Choose a shorter one", refused.Message, StringComparison.Ordinal);
    }

    private string Write(TinyArchitecture architecture)
        => TinyModel.Write(_folder.FullPath($"{architecture}.gguf"), new TinyModelOptions(architecture, architecture == TinyArchitecture.Qwen2 ? PoolingKind.Last : PoolingKind.Mean));

    private int[] Tokens(string path, string text, bool marks)
    {
        using var model = LlamaModel.Load(_library, path, new LlamaModelOptions(VocabularyOnly: true), null, CancellationToken.None);
        return model.Vocabulary.Tokenize(text, marks);
    }

    /// <summary>A WordPiece text lies between two marks, one of byte pairs before one.</summary>
    private static (int[] Opening, int[] Closing) Marks(string path)
        => Path.GetFileName(path).StartsWith("Nomic", StringComparison.Ordinal)
            ? ([WordPieceVocabulary.Start], [WordPieceVocabulary.Separator])
            : ([], [ByteBpeVocabulary.Tokens.ToList().IndexOf("<|endoftext|>")]);

    /// <summary>The characters that tokens stand for, without blanks and line ends: a tokenizer may join what stands beside a seam in another way.</summary>
    private static IEnumerable<char> Letters(string path, IEnumerable<int> tokens)
    {
        var pieces = Path.GetFileName(path).StartsWith("Nomic", StringComparison.Ordinal) ? WordPieceVocabulary.Tokens : ByteBpeVocabulary.Tokens;
        return tokens.SelectMany(token => pieces[token]).Where(char.IsAsciiLetter);
    }
}
