namespace SemanticSearch.Engine;

public enum ChosenModelPhase
{
    /// <summary>No model but the bundled one.</summary>
    None,

    /// <summary>Its vectors are being computed.</summary>
    Building,
    Ready,

    /// <summary>Building was stopped by the user, until he goes on with it.</summary>
    Paused,

    /// <summary>It cannot be used now; search goes on a step lower.</summary>
    Unavailable,
}

/// <summary>How it stands with the models that are built for a folder.</summary>
/// <param name="Model">The one in hand.</param>
/// <param name="Reason">In words, while it is not ready.</param>
public sealed record ChosenModelState(ChosenModelPhase Phase, string Model, string Reason, GenerationProgress? Progress);
