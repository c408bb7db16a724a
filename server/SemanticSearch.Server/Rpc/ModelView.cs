using SemanticSearch.Engine;

namespace SemanticSearch.Server.Rpc;

/// <summary>The engine's state of a chosen model as it goes to the editor.</summary>
internal static class ModelView
{
    /// <returns>Null when no model is chosen.</returns>
    public static ModelBuild? Of(ChosenModelState state) => state.Phase == ChosenModelPhase.None
        ? null
        : new ModelBuild(
            state.Model, PhaseOf(state.Phase), state.Reason, state.Progress?.Done ?? 0, state.Progress?.Total ?? 0, state.Progress?.Left?.TotalSeconds);

    private static ModelBuildState PhaseOf(ChosenModelPhase phase) => phase switch
    {
        ChosenModelPhase.Building => ModelBuildState.Building,
        ChosenModelPhase.Ready => ModelBuildState.Ready,
        ChosenModelPhase.Paused => ModelBuildState.Paused,
        _ => ModelBuildState.Unavailable,
    };
}
