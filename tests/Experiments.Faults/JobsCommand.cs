using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Faults;

/// <summary><c>jobs</c>: many small jobs on several workers, two of which are killed; and how fast jobs can be claimed at all.</summary>
internal static class JobsCommand
{
    private const int JobsOfASeed = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static Task<int> RunAsync(string[] args)
    {
        var jobs = new Option<int>("--jobs") { Description = "Number of jobs, a multiple of 4: half of them trainings, half their evaluations.", DefaultValueFactory = _ => 200 };
        var workers = new Option<int>("--workers") { Description = "Workers, at least 3.", DefaultValueFactory = _ => 4 };
        var root = new RootCommand("Runs many small jobs on workers that share a PostgreSQL server, kills two of them and restarts the server.") { jobs, workers };
        root.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(jobs), parsed.GetValue(workers), cancellation));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int jobs, int workers, CancellationToken cancellationToken)
    {
        using var server = new PostgresServer();
        var yaml = SmallSweep.Yaml(seeds: jobs / JobsOfASeed, iterations: 4);
        IReadOnlyList<string> wrong;
        await using (var lab = await ManyJobs.PrepareAsync(server, yaml, Patience, cancellationToken))
        {
            await new ManyJobs(lab, server, workers).RunAsync(jobs, Patience, cancellationToken);
            var outcome = await Outcome.ReadAsync(lab, cancellationToken);
            var overhead = await ManyJobs.OverheadAsync(lab, cancellationToken);
            wrong = await Outcome.ProblemsAsync(lab, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{jobs} jobs on {workers} workers, two of which were killed: {outcome.Attempts} attempts, {overhead.Took.TotalMinutes:0.0} minutes, {jobs / overhead.Took.TotalSeconds:0.00} jobs/s."));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of a job's time the lab takes {overhead.BetweenMs:0} ms from a worker's last end to its next claim and {overhead.PreparingMs:0} ms from there to the start of the engine process (medians)."));
        }

        foreach (var line in wrong) Console.WriteLine($"WRONG: {line}");
        await using (var lab = await ManyJobs.PrepareAsync(server, yaml, Patience, cancellationToken))
        {
            var perSecond = await ClaimAllAsync(lab, workers, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} claims/s by {workers} claimants at once, each asking for every queued job in the same order."));
        }

        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Claims every queued job with several claimants that want the same ones.</summary>
    /// <returns>Jobs claimed a second.</returns>
    private static async Task<double> ClaimAllAsync(Lab lab, int claimants, CancellationToken cancellationToken)
    {
        List<long> queued;
        await using (var db = lab.Open()) queued = await db.Jobs.Where(j => j.State == JobState.Queued).OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
        var store = new JobStore(lab.Contexts, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var won = await Task.WhenAll(Enumerable.Range(0, claimants).Select(c => Task.Run(
            async () =>
            {
                var mine = 0;
                foreach (var job in queued)
                {
                    if (await store.ClaimAsync(job, string.Create(CultureInfo.InvariantCulture, $"claimant {c}"), "cpu", 1, cancellationToken) is not null) mine++;
                }

                return mine;
            },
            cancellationToken)));
        if (won.Sum() != queued.Count) throw new InvalidOperationException($"{queued.Count} jobs were queued and {won.Sum()} claims won: one was given twice, or not at all.");
        return queued.Count / watch.Elapsed.TotalSeconds;
    }
}
