using System.Linq.Expressions;
using Experiments.Data.Model;

namespace Experiments.Data.Runs;

/// <summary>How a run's state follows from its jobs.</summary>
public static class RunStates
{
    /// <summary>
    /// What one job says about its run. The run has the first of these in the order of <see cref="RunState"/>: any
    /// job under way makes it Running, and it has Succeeded only when every job has. Written once, as an expression,
    /// so that SQL filters and sorts by the same rule.
    /// </summary>
    internal static readonly Expression<Func<Job, int>> Rank = job =>
        job.State == JobState.Running || job.State == JobState.Claimed ? (int)RunState.Running
        : job.State == JobState.Queued ? (int)RunState.Queued
        : job.State == JobState.Failed ? (int)RunState.Failed
        : job.State == JobState.Paused ? (int)RunState.Paused
        : job.State == JobState.Waiting ? (int)RunState.Waiting
        : job.State == JobState.Cancelled ? (int)RunState.Cancelled
        : job.State == JobState.Pruned ? (int)RunState.Pruned
        : (int)RunState.Succeeded;

    private static readonly Func<Job, int> RankOf = Rank.Compile();

    /// <summary>State of a run with these jobs.</summary>
    public static RunState Of(IEnumerable<Job> jobs) =>
        (RunState)jobs.Select(RankOf).DefaultIfEmpty((int)RunState.Empty).Min();
}
