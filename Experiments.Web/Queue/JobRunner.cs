using Experiments.Data.Jobs;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;
using Hangfire;

namespace Experiments.Web.Queue;

/// <summary>
/// What the queue calls with a job id and nothing else. The job's row is the truth: a hint that is late, doubled or
/// wrong finds nothing to claim. Nothing is retried here; what resumes a job is its checkpoint.
/// </summary>
public sealed class JobRunner(
    JobStore jobs, AttemptSupervisor supervisor, DeviceSlots slots, QueueSignal signal, ExperimentsSettings settings, IHostApplicationLifetime lifetime)
{
    /// <summary>Claims the job and runs it to its end.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="cancellationToken">The queue's server is going down.</param>
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long jobId, CancellationToken cancellationToken)
    {
        try
        {
            // The host's own word comes first: the web server may take a while to see its visitors off before the queue hears of it.
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            if (stopping.IsCancellationRequested) return;
            using var slot = slots.Take();
            if (await jobs.ClaimAsync(jobId, settings.WorkerName, slot.Device, settings.ThreadsPerJob, CancellationToken.None) is { } claim)
                await supervisor.RunAsync(claim, stopping.Token);
        }
        finally
        {
            signal.Forget(jobId);
        }
    }
}
