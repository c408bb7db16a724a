using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>Our vectors, by way of llama.cpp, against an independent computation of the same networks from the same files.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Texts =
    [
        "",
        "a",
        "where is the search function?",
        "Where are the tokens' vectors cached, and who isn't closing the FILES?\r\n\r\n\treturn map.get(name) ?? (x != 0);  \n",
        "naïve café ÀÉÎÕÜ àÿ çñ",
        "привет, мир! 日本語 中文 index",
        "🚀 go🚀 👩‍💻 🎉!",
        "[CLS] <|endoftext|> [UNK]",
        string.Join('\n', Enumerable.Range(0, 30).Select(line => $"function read{line}(file) {{ return parse(file, {line * 37}); }}")),
    ];

    public static TheoryData<string> Every => [.. Texts];

    [Theory]
    [MemberData(nameof(Every))]
    public void WordPiece_is_tokenized_as_by_definition(string text) => SameTokens(text, TinyArchitecture.NomicBert);

    [Theory]
    [MemberData(nameof(Every))]
    public void Byte_pairs_are_tokenized_as_by_definition(string text) => SameTokens(text, TinyArchitecture.Qwen2);

    [Fact]
    public void WordPiece_makes_a_word_of_what_is_known_and_one_unknown_of_the_rest()
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions());
        var pieces = tiny.Model.Vocabulary.Tokenize("Searching go🚀", addSpecial: true).Select(id => WordPieceVocabulary.Tokens[id]);
        Assert.Equal(["[CLS]", "▁search", "ing", "[UNK]", "[SEP]"], pieces);
    }

    [Fact]
    public void Byte_pairs_are_merged_and_end_with_the_models_mark()
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions(TinyArchitecture.Qwen2, PoolingKind.Last));
        var pieces = tiny.Model.Vocabulary.Tokenize("function the 日é", addSpecial: true).Select(id => ByteBpeVocabulary.Tokens[id]);
        Assert.Equal(["function", "Ġthe", "Ġ", "æĹ¥", "Ã©", "<|endoftext|>"], pieces);
    }

    // llama.cpp rounds what goes into a matrix to the matrix's own type, and the keys and values of a decoder to F16; the reference does not.
    [Theory]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean, GgufTensorType.F32, 0.999999)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean, GgufTensorType.F16, 0.9999)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean, GgufTensorType.Q8_0, 0.999)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls, GgufTensorType.F32, 0.999999)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls, GgufTensorType.F16, 0.9999)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls, GgufTensorType.Q8_0, 0.999)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, GgufTensorType.F32, 0.999999)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, GgufTensorType.F16, 0.9999)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, GgufTensorType.Q8_0, 0.999)]
    internal void A_text_has_the_vector_that_its_network_is_defined_to_give(
        TinyArchitecture architecture, PoolingKind pooling, GgufTensorType type, double cosine)
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions(architecture, pooling, Type: type));
        foreach (var text in Texts) AssertSameVector(Expected(tiny, text), tiny.Embed(text)[0], cosine);
    }

    [Theory]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last)]
    internal void Texts_of_one_batch_do_not_see_each_other(TinyArchitecture architecture, PoolingKind pooling)
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions(architecture, pooling));
        foreach (var (text, vector) in Texts.Zip(tiny.Embed(Texts))) AssertSameVector(Expected(tiny, text), vector, 0.999999);
    }

    [Theory]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Mean, 32, 1)]
    [InlineData(TinyArchitecture.NomicBert, PoolingKind.Cls, 96, 3)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, 32, 1)]
    [InlineData(TinyArchitecture.Qwen2, PoolingKind.Last, 96, 3)]
    internal void The_size_of_the_network_is_free(TinyArchitecture architecture, PoolingKind pooling, int dimensions, int layers)
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions(architecture, pooling, dimensions, layers, Seed: 7));
        AssertSameVector(Expected(tiny, Texts[3]), tiny.Embed(Texts[3])[0], 0.999999);
    }

    [Fact]
    public void Queries_keys_and_values_may_have_matrices_of_their_own()
    {
        var options = new TinyModelOptions();
        var split = TinyModel.Build(options);
        for (var layer = 0; layer < options.Layers; layer++)
        {
            var fused = split.Tensors.Single(tensor => tensor.Name == $"blk.{layer}.attn_qkv.weight");
            var part = fused.Data.Length / 3;
            split.RemoveTensor(fused.Name);
            foreach (var (at, name) in ((string[])["attn_q", "attn_k", "attn_v"]).Index())
            {
                var rows = fused.Data[(at * part)..((at + 1) * part)];
                split.Tensors.Add(new($"blk.{layer}.{name}.weight", fused.Type, [options.Dimensions, options.Dimensions], rows));
            }
        }

        using var tiny = new LoadedTinyModel(options, split);
        using var asOne = new LoadedTinyModel(options);
        AssertSameVector(Expected(tiny, Texts[2]), tiny.Embed(Texts[2])[0], 0.999999);
        AssertSameVector(Expected(asOne, Texts[2]), tiny.Embed(Texts[2])[0], 0.999999);
    }

    private static double[] Expected(LoadedTinyModel tiny, string text)
        => ReferenceNetwork.Read(tiny.File).Embed(ReferenceTokenizer.Read(tiny.File).Tokenize(text));

    /// <summary>In direction, and within a hundredth in length.</summary>
    private static void AssertSameVector(double[] expected, float[] actual, double cosine)
    {
        var product = expected.Zip(actual, (left, right) => left * right).Sum();
        var (expectedLength, actualLength) = (Math.Sqrt(expected.Sum(value => value * value)), Math.Sqrt(actual.Sum(value => (double)value * value)));
        Assert.InRange(product / expectedLength / actualLength, cosine, 1.0000001);
        Assert.InRange(actualLength / expectedLength, 0.99, 1.01);
    }

    private static void SameTokens(string text, TinyArchitecture architecture)
    {
        using var tiny = new LoadedTinyModel(new TinyModelOptions(architecture));
        Assert.Equal(ReferenceTokenizer.Read(tiny.File).Tokenize(text), tiny.Model.Vocabulary.Tokenize(text, addSpecial: true));
    }
}
