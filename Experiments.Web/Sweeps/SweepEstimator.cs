using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Sweeps;

/// <summary>How long a sweep will take, as far as past runs tell.</summary>
/// <param name="Total">Time of all jobs one after the other; null when no comparable job was ever measured.</param>
/// <param name="Basis">What the estimate rests on, or why there is none.</param>
public sealed record SweepEstimate(TimeSpan? Total, string Basis)
{
    /// <summary>How much it will leave on disk.</summary>
    public DiskEstimate Disk { get; init; } = new(null, "");
}

/// <summary>
/// Estimates from measured rates of past runs with the same network, crop and batch. Says that it does not know rather
/// than guess: a rate differs a thousandfold between networks and machines.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="disk">Estimates disk.</param>
public sealed class SweepEstimator(IDbContextFactory<ExperimentsContext> contexts, SweepDisk disk)
{
    private const int MostJobs = 50;

    // What decides how long an iteration or an image takes.
    private static readonly string[] CostKeys =
        ["task", "network.backbone", "network.widthMultiplier", "network.auxiliaryWeight", "training.crop", "training.batchSize", "training.replicas", "data.dataset", "synthetic.height", "synthetic.width"];

    /// <summary>Time of all jobs that a plan has to make, one after the other, and disk.</summary>
    public async Task<SweepEstimate> EstimateAsync(SweepPlan plan, CancellationToken cancellationToken = default) =>
        await TimeAsync(plan, cancellationToken) with { Disk = await disk.EstimateAsync(plan, cancellationToken) };

    private async Task<SweepEstimate> TimeAsync(SweepPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Rows.Count == 0) return new(null, "The table has no rows yet.");
        if (plan.MissingCount == 0) return new(TimeSpan.Zero, "Every run is there already.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var seconds = 0.0;
        var measured = 0;
        var missing = 0;
        foreach (var group in plan.Rows.GroupBy(r => string.Join('|', CostKeys.Select(k => SettingCatalog.Get(k).GetText(r.Configuration)))))
        {
            var jobs = await MeasuredAsync(context, group.First().Configuration, cancellationToken);
            var rate = Median(jobs.Where(j => j.Kind != JobKind.Evaluation).Select(j => j.SecondsPerUnit));
            if (rate is null)
            {
                missing += group.Count();
                continue;
            }

            measured += jobs.Count;
            foreach (var row in group)
            {
                var run = rate.Value * UnitsOf(row.Configuration);
                foreach (var protocol in plan.Protocols)
                    run += Median(jobs.Where(j => j.Kind == JobKind.Evaluation && j.Protocol == protocol.Name).Select(j => j.Seconds)) ?? 0;
                seconds += run * plan.Seeds.Count(s => plan.ExistingOf(row, s) is null);
            }
        }

        if (missing > 0)
            return new(null, "No run with this network, crop and batch has been measured here; the first one will tell.");
        return new(TimeSpan.FromSeconds(seconds), $"One job at a time, at the rate of {measured} measured {(measured == 1 ? "job" : "jobs")} with the same network, crop and batch.");
    }

    /// <summary>Iterations of all stages; images of a Fisher job.</summary>
    private static long UnitsOf(RunConfiguration configuration) => configuration.Task == LearningTask.Fisher
        ? configuration.Fisher.Images
        : (long)configuration.Training.Iterations + configuration.FirstStage.Iterations;

    private static async Task<List<Measure>> MeasuredAsync(ExperimentsContext context, RunConfiguration configuration, CancellationToken cancellationToken)
    {
        var query = context.Jobs.AsNoTracking().Where(j => j.Done > 0 && j.StartedMs != null && j.Attempt == 1
            && (j.State == JobState.Succeeded || (j.State == JobState.Running && j.Rate > 0)));
        foreach (var key in CostKeys)
        {
            var text = SettingCatalog.Get(key).GetText(configuration);
            query = query.Where(j => j.Run!.Settings.Any(s => s.Key == key && s.Value == text));
        }

        var rows = await query.OrderByDescending(j => j.Id).Take(MostJobs)
            .Select(j => new { j.Kind, j.ProtocolName, j.Done, j.Rate, j.State, j.StartedMs, j.EndedMs })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(j => j.State == JobState.Succeeded && j.EndedMs is { } end
                ? new Measure(j.Kind, j.ProtocolName, (end - j.StartedMs!.Value) / 1000.0, (end - j.StartedMs!.Value) / 1000.0 / j.Done)
                : new Measure(j.Kind, j.ProtocolName, null, j.Rate > 0 ? 1 / j.Rate : null)),
        ];
    }

    private static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }

    private sealed record Measure(JobKind Kind, string? Protocol, double? Seconds, double? SecondsPerUnit);
}
