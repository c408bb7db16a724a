namespace SemanticSearch.Engine.Models;

/// <summary>Types of metadata values, numbered as in the GGUF specification, version 3.</summary>
public enum GgufValueType : uint
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    UInt64 = 10,
    Int64 = 11,
    Float64 = 12,
}

/// <summary>Types of tensors, numbered as in ggml. Numbers that are missing here were removed from ggml.</summary>
public enum GgufTensorType : uint
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q8_1 = 9,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    Q8_K = 15,
    IQ2_XXS = 16,
    IQ2_XS = 17,
    IQ3_XXS = 18,
    IQ1_S = 19,
    IQ4_NL = 20,
    IQ3_S = 21,
    IQ2_S = 22,
    IQ4_XS = 23,
    I8 = 24,
    I16 = 25,
    I32 = 26,
    I64 = 27,
    F64 = 28,
    IQ1_M = 29,
    BF16 = 30,
    TQ1_0 = 34,
    TQ2_0 = 35,
    MXFP4 = 39,
}

/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">1 to 4 sizes, the fastest-moving first: a table of 32,000 rows of 256 values is [256, 32000].</param>
/// <param name="Offset">Bytes from <see cref="GgufFile.DataOffset"/>.</param>
/// <param name="ByteLength">Bytes of the tensor's data.</param>
public sealed record GgufTensor(string Name, GgufTensorType Type, IReadOnlyList<long> Shape, long Offset, long ByteLength);

internal static class GgufLayout
{
    public const uint Magic = 0x46554747; // "GGUF", little-endian
    public const uint Version = 3;
    public const string AlignmentKey = "general.alignment";
    public const int DefaultAlignment = 32; // bytes
    public const int MaximumDimensions = 4; // GGML_MAX_DIMS

    /// <returns>Bytes of a scalar, 0 for strings and arrays, -1 for a type that does not exist.</returns>
    public static int SizeOf(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        GgufValueType.String or GgufValueType.Array => 0,
        _ => -1,
    };

    /// <returns>Values in a block and bytes of a block; (0, 0) for a type that does not exist.</returns>
    public static (int Values, int Bytes) BlockOf(GgufTensorType type) => type switch
    {
        GgufTensorType.F32 or GgufTensorType.I32 => (1, 4),
        GgufTensorType.F16 or GgufTensorType.BF16 or GgufTensorType.I16 => (1, 2),
        GgufTensorType.I8 => (1, 1),
        GgufTensorType.F64 or GgufTensorType.I64 => (1, 8),
        GgufTensorType.Q4_0 => (32, 18),
        GgufTensorType.Q4_1 => (32, 20),
        GgufTensorType.Q5_0 => (32, 22),
        GgufTensorType.Q5_1 => (32, 24),
        GgufTensorType.Q8_0 => (32, 34),
        GgufTensorType.Q8_1 => (32, 36),
        GgufTensorType.Q2_K => (256, 84),
        GgufTensorType.Q3_K => (256, 110),
        GgufTensorType.Q4_K => (256, 144),
        GgufTensorType.Q5_K => (256, 176),
        GgufTensorType.Q6_K => (256, 210),
        GgufTensorType.Q8_K => (256, 292),
        GgufTensorType.IQ4_NL => (32, 18),
        GgufTensorType.MXFP4 => (32, 17),
        GgufTensorType.IQ1_S => (256, 50),
        GgufTensorType.TQ1_0 => (256, 54),
        GgufTensorType.IQ1_M => (256, 56),
        GgufTensorType.IQ2_XXS or GgufTensorType.TQ2_0 => (256, 66),
        GgufTensorType.IQ2_XS => (256, 74),
        GgufTensorType.IQ2_S => (256, 82),
        GgufTensorType.IQ3_XXS => (256, 98),
        GgufTensorType.IQ3_S => (256, 110),
        GgufTensorType.IQ4_XS => (256, 136),
        _ => (0, 0),
    };
}
