using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Faults;

/// <summary>What the lab itself takes of a job's time, besides the engine process.</summary>
/// <param name="BetweenMs">Milliseconds from the end of a worker's job to its next claim, while something was queued: the median.</param>
/// <param name="PreparingMs">Milliseconds from a claim to the start of its engine process: the median.</param>
/// <param name="Took">From the first claim to the last end.</param>
public sealed record LabOverhead(double BetweenMs, double PreparingMs, TimeSpan Took);

/// <summary>
/// Many small jobs on a site that only shows pages and workers that share a PostgreSQL server. Two workers are killed on the way and the
/// server is ended and started again, as after a power cut; the other workers finish.
/// </summary>
/// <param name="lab">The lab; the site serves, the sweep is queued, no worker has been started.</param>
/// <param name="server">Its server.</param>
/// <param name="workers">Worker processes, at least 3.</param>
public sealed class ManyJobs(Lab lab, PostgresServer server, int workers)
{
    /// <summary>Starts a lab whose site does no work itself, with a sweep queued.</summary>
    /// <param name="server">Server.</param>
    /// <param name="yaml">The sweep.</param>
    /// <param name="patience">How long the site may take to start.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task<Lab> PrepareAsync(PostgresServer server, string yaml, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var lab = new Lab(server.CreateDatabase(Guid.NewGuid().ToString("N"))) { Concurrency = 0 };
        lab.Serve();
        await lab.UntilAsync("the site has marked its folder", _ => Task.FromResult(File.Exists(Path.Combine(lab.Folder, ".database"))), patience, cancellationToken);
        await lab.QueueAsync(yaml, cancellationToken);
        lab.Concurrency = 1;
        return lab;
    }

    /// <summary>Works until every job has ended and no engine process is left.</summary>
    /// <param name="jobs">Number of jobs that were queued.</param>
    /// <param name="patience">How long each step may take.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task RunAsync(int jobs, TimeSpan patience, CancellationToken cancellationToken)
    {
        var processes = Enumerable.Range(0, workers).Select(_ => lab.Work()).ToList();
        foreach (var (done, victim) in new[] { (jobs / 8, 0), (jobs * 3 / 10, 1) })
        {
            await lab.UntilAsync($"{done} jobs are done", async db => await db.Jobs.CountAsync(j => j.State == JobState.Succeeded, cancellationToken) >= done, patience, cancellationToken);
            Lab.Signal(processes[victim].Id, "KILL");
        }

        await server.RestartAsync(TimeSpan.FromSeconds(1), cancellationToken);
        await lab.UntilDoneAsync(patience, cancellationToken);
        for (var i = 0; i < 20 && lab.Engines().Count > 0; i++) await Task.Delay(500, cancellationToken);
    }

    /// <summary>Reads from the jobs' history what the lab took of their time.</summary>
    public static async Task<LabOverhead> OverheadAsync(Lab lab, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lab);
        await using var db = lab.Open();
        var events = await db.JobEvents.Where(e => e.Worker != "").OrderBy(e => e.Id).ToListAsync(cancellationToken);
        List<double> between = [], preparing = [];
        foreach (var ofWorker in events.GroupBy(e => e.Worker))
        {
            foreach (var (before, after) in ofWorker.Zip(ofWorker.Skip(1)))
            {
                if (after.ToState == JobState.Claimed && before.ToState == JobState.Succeeded) between.Add(after.TimeMs - before.TimeMs);
                if (after.ToState == JobState.Running && before.ToState == JobState.Claimed && before.JobId == after.JobId) preparing.Add(after.TimeMs - before.TimeMs);
            }
        }

        return new LabOverhead(Median(between), Median(preparing), TimeSpan.FromMilliseconds(events[^1].TimeMs - events[0].TimeMs));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
