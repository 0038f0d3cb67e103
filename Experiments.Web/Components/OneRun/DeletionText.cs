using Experiments.Data.Model;

namespace Experiments.Web.Components.OneRun;

/// <summary>What may be deleted.</summary>
public static class DeletionText
{
    /// <summary>Whether all jobs of a run have ended, so that it may be deleted.</summary>
    public static bool HasEnded(RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled or RunState.Pruned or RunState.Empty;
}
