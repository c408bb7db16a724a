using SemanticSearch.Engine.Models.Architectures;

namespace SemanticSearch.Engine.Models;

/// <summary>
/// What a GGUF embedding model says about itself, after every check that keeps llama.cpp from aborting on it.
/// </summary>
/// <param name="FileSize">Bytes.</param>
/// <param name="Architecture">general.architecture, one of those supported.</param>
/// <param name="Name">general.name; null when the file has none.</param>
/// <param name="Dimensions">Values in a vector.</param>
/// <param name="ContextLength">Tokens that the model was trained to see at once. Models with learned positions (bert) must never be given more.</param>
/// <param name="Pooling">Null: the file does not say.</param>
/// <param name="TokenizerModel">tokenizer.ggml.model: bert, gpt2, llama or t5.</param>
/// <param name="VocabularySize">Tokens.</param>
/// <param name="Quantisation">"Q4_K_M", "F16", or "mixed" where neither the file says it nor all matrices are alike.</param>
/// <param name="Parameters">Number of weights.</param>
public sealed record EmbeddingModelFile(
    string Path, long FileSize, string Architecture, string? Name, int Layers, int Dimensions, int ContextLength, PoolingKind? Pooling,
    string TokenizerModel, int VocabularySize, string Quantisation, long Parameters)
{
    /// <summary>Reads a file's header, some milliseconds for each megabyte of vocabulary, and none of its weights.</summary>
    /// <exception cref="ModelFormatException">What is wrong with the file, and what to do about it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static EmbeddingModelFile Inspect(string path)
    {
        if (Directory.Exists(path)) throw new ModelFormatException($"{path} is a folder. Name the .gguf file in it.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file {path}. Put it back, or choose another model with `semsearch model use`.", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Inspect(path, stream);
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException($"{System.IO.Path.GetFileName(path)}: {error.Message}", error);
        }
    }

    /// <summary>The same for what is open already, without the file's name in its messages.</summary>
    internal static EmbeddingModelFile Inspect(string path, Stream stream)
    {
        var head = new byte[ForeignFile.HeadBytes];
        var headLength = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (ForeignFile.Explain(head.AsSpan(0, headLength)) is { } reason) throw new ModelFormatException(reason);
        var file = GgufReader.Read(stream);
        var architecture = ModelArchitecture.Of(file.Get<string>("general.architecture"));
        var keys = new ModelKeys(file.Metadata, architecture.Name);
        ModelPurpose.RefuseOthers(keys);
        var pooling = ModelPurpose.ReadPooling(keys);
        var tokenizer = TokenizerKeys.Read(keys);
        var shape = ModelShape.Read(keys, architecture, tokenizer.VocabularySize);
        NetworkKeys.Check(keys, architecture, shape);
        var tensors = new TensorTable(file, architecture.Name);
        architecture.CheckTensors(tensors, shape, keys);
        tensors.RefuseOthers();
        return new EmbeddingModelFile(
            path, stream.Length, architecture.Name, keys.OptionalText("general.name"), shape.Layers, shape.Dimensions, shape.Context, pooling,
            tokenizer.Kind, tokenizer.VocabularySize, Architectures.Quantisation.Of(file, keys),
            file.Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)));
    }
}
