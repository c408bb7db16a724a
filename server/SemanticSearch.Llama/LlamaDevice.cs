namespace SemanticSearch.Llama;

/// <summary>ggml_backend_dev_type.</summary>
public enum LlamaDeviceKind
{
    Cpu = 0,
    Gpu = 1,
    IntegratedGpu = 2,

    /// <summary>Helps the CPU, such as a BLAS library.</summary>
    Accelerator = 3,
}

/// <summary>Something that llama.cpp can compute on.</summary>
/// <param name="Name">Such as "CUDA0".</param>
/// <param name="Description">Such as the card's name.</param>
/// <param name="FreeMemory">Bytes, as the driver says.</param>
public sealed record LlamaDevice(string Name, string Description, LlamaDeviceKind Kind, long FreeMemory, long TotalMemory);
