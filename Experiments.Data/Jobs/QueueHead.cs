using Experiments.Data.Model;

namespace Experiments.Data.Jobs;

/// <summary>The beginning of the queue, with the number of jobs behind it.</summary>
/// <param name="First">All that runs; of what is queued, waits and is paused the first jobs, at most as many as asked for; what ended last.</param>
/// <param name="Counts">Number of jobs in each state that is not an end.</param>
public sealed record QueueHead(QueueView First, IReadOnlyDictionary<JobState, int> Counts)
{
    /// <summary>Number of queued jobs.</summary>
    public int Queued => Counts.GetValueOrDefault(JobState.Queued);

    /// <summary>Number of jobs that wait for another.</summary>
    public int Waiting => Counts.GetValueOrDefault(JobState.Waiting);

    /// <summary>Number of jobs set aside.</summary>
    public int Paused => Counts.GetValueOrDefault(JobState.Paused);
}
