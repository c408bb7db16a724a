namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>
/// A model's metadata, read with the types that llama.cpp insists on and within the ranges that it survives. A key that begins with a dot
/// is the architecture's own: ".block_count" of a qwen2 model is "qwen2.block_count".
/// </summary>
internal sealed class ModelKeys(IReadOnlyDictionary<string, object> metadata, string architecture)
{
    private const string Advice = "Convert the model again with a current llama.cpp, or get another build of it.";

    /// <summary>A text out of a file, as it can stand in a message: short, on one line, without control characters.</summary>
    public static string Quoted(string text)
    {
        const int Most = 40;
        return $"'{string.Concat(text.Take(Most).Select(letter => char.IsControl(letter) ? '·' : letter))}{(text.Length > Most ? "…" : "")}'";
    }

    public bool Has(string key) => metadata.ContainsKey(Full(key));

    public bool IsOfType<T>(string key) => metadata.TryGetValue(Full(key), out var value) && value.GetType() == typeof(T);

    public bool IsArray(string key) => metadata.TryGetValue(Full(key), out var value) && value is System.Array;

    public int Count(string key, int minimum, int maximum) => OptionalCount(key, minimum, maximum) ?? throw Missing(key);

    public int? OptionalCount(string key, int minimum, int maximum)
    {
        if (Value<uint>(key, "a whole number (uint32)") is not { } value) return null;
        return value >= minimum && value <= maximum
            ? (int)value
            : throw Refuse(key, minimum == maximum ? $"is {value}; only {minimum} is possible" : $"is {value}; {minimum} to {maximum:N0} is possible");
    }

    public int? OptionalSmallCount(string key) => Value<ushort>(key, "a whole number (uint16)");

    public float Number(string key, float minimum, float maximum) => OptionalNumber(key, minimum, maximum) ?? throw Missing(key);

    public float? OptionalNumber(string key, float minimum, float maximum)
    {
        if (Value<float>(key, "a number (float32)") is not { } value) return null;
        // Written so that NaN is refused, too.
        return value >= minimum && value <= maximum ? value : throw Refuse(key, $"is {value}; {minimum} to {maximum} is possible");
    }

    public bool? OptionalFlag(string key) => Value<bool>(key, "true or false");

    public string Text(string key) => OptionalText(key) ?? throw Missing(key);

    public string? OptionalText(string key) => Reference<string>(key, "a text");

    public T Array<T>(string key, string what)
        where T : class
        => OptionalArray<T>(key, what) ?? throw Missing(key);

    public T? OptionalArray<T>(string key, string what)
        where T : class
        => Reference<T>(key, what);

    public ModelFormatException Refuse(string key, string what) => new($"The model's '{Full(key)}' {what}. {Advice}");

    private ModelFormatException Missing(string key) => new($"The model does not say its '{Full(key)}'. {Advice}");

    private T? Value<T>(string key, string what)
        where T : struct
    {
        if (!metadata.TryGetValue(Full(key), out var value)) return null;
        return value is T typed ? typed : throw Refuse(key, $"is not {what}");
    }

    private T? Reference<T>(string key, string what)
        where T : class
    {
        if (!metadata.TryGetValue(Full(key), out var value)) return null;
        // Exactly: to the runtime, an array of int is one of uint, too.
        return value.GetType() == typeof(T) ? (T)value : throw Refuse(key, $"is not {what}");
    }

    private string Full(string key) => key[0] == '.' ? architecture + key : key;
}
