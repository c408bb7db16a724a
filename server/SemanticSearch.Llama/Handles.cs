using System.Runtime.InteropServices;

namespace SemanticSearch.Llama;

internal sealed class ModelHandle : SafeHandle
{
    public ModelHandle(nint model)
        : base(0, ownsHandle: true) => SetHandle(model);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.llama_model_free(handle);
        return true;
    }
}

/// <summary>Keeps its model alive: llama.cpp's context points into it.</summary>
internal sealed class ContextHandle : SafeHandle
{
    private readonly ModelHandle _model;

    public ContextHandle(nint context, ModelHandle model)
        : base(0, ownsHandle: true)
    {
        _model = model;
        var added = false;
        model.DangerousAddRef(ref added);
        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.llama_free(handle);
        _model.DangerousRelease();
        return true;
    }
}
