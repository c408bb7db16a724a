namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>Good models that are made for something else than a text's vector.</summary>
internal static class ModelPurpose
{
    private const int RankPooling = 4; // LLAMA_POOLING_TYPE_RANK

    public static ModelFormatException Reranker(string evidence) => new(
        $"The model is a reranker: {evidence}. It scores a pair of texts and gives no vector of one. Choose the embedding model of the same family.");

    /// <returns>How the model wants its tokens' vectors to become one; null when the file does not say.</returns>
    public static PoolingKind? ReadPooling(ModelKeys keys)
    {
        if (keys.OptionalCount(".pooling_type", 0, RankPooling) is not { } pooling) return null;
        if (pooling == RankPooling) throw Reranker("its pooling is 'rank'");
        return (PoolingKind)pooling;
    }

    public static void RefuseOthers(ModelKeys keys)
    {
        if (keys.Has(".classifier.output_labels")) throw Reranker("it has labels for what it scores");
        var type = keys.OptionalText("general.type");
        if (type is not (null or "model"))
        {
            throw new ModelFormatException($"The file is not a model but a part of one ({ModelKeys.Quoted(type)}). Choose the model itself.");
        }

        // A file that was joined again still has the key, as 0.
        if (keys.OptionalSmallCount("split.count") > 1)
        {
            throw new ModelFormatException(
                "The model is split over several files, which is not supported. Join them with llama.cpp's 'llama-gguf-split --merge', or choose a build in one file.");
        }
    }
}
