using Experiments.Data.Model;

namespace Experiments.Data.Jobs;

/// <summary>The queue at a glance: what runs, what comes next, and how much waits, counted.</summary>
/// <param name="Running">Claimed and running, oldest first.</param>
/// <param name="Next">Queued jobs in the order in which they will be taken, at most as many as asked for.</param>
/// <param name="Counts">Number of jobs in each state that is not an end.</param>
public sealed record QueueGlance(IReadOnlyList<JobRow> Running, IReadOnlyList<JobRow> Next, IReadOnlyDictionary<JobState, int> Counts)
{
    /// <summary>Number of queued jobs.</summary>
    public int Queued => Counts.GetValueOrDefault(JobState.Queued);

    /// <summary>Number of jobs that wait for another.</summary>
    public int Waiting => Counts.GetValueOrDefault(JobState.Waiting);

    /// <summary>Number of jobs set aside.</summary>
    public int Paused => Counts.GetValueOrDefault(JobState.Paused);
}
