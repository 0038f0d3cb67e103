using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Deletions;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Sweeps;

/// <summary>How much a sweep's runs will leave in the runs folder.</summary>
/// <param name="Bytes">Bytes of all runs to make; null when nothing is known of such a network.</param>
/// <param name="Basis">What it rests on, or why there is none.</param>
public sealed record DiskEstimate(long? Bytes, string Basis)
{
    /// <summary>The number as people read it, <c>1.2 GB</c>; <c>unknown</c> where there is none.</summary>
    public string Words => Bytes is { } bytes ? Components.Shared.Show.Bytes(bytes) : "unknown";
}

/// <summary>
/// Estimates disk from the folders that past runs of the same network left (checkpoints, predictions, journal and log; the counts
/// an image are in the database), else from the network's number of parameters: four bytes each in the last checkpoint and others that are kept for good, and again for
/// each value that the update rule keeps in the resumable ones.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="folders">What past runs left.</param>
public sealed class SweepDisk(IDbContextFactory<ExperimentsContext> contexts, RunFolders folders)
{
    private const int MostFolders = 5;
    private const int BytesPerValue = 4;

    /// <summary>Resumable checkpoints that the engine keeps of an attempt.</summary>
    private const int SnapshotsKept = 2;

    // What decides how large a run's folder is.
    private static readonly string[] SizeKeys = ["task", "network.backbone", "network.widthMultiplier", "network.auxiliaryWeight", "data.dataset", "training.optimiser", "selection.keepBest", "execution.keepIterations"];

    /// <summary>Disk of the runs that a plan has to make.</summary>
    public async Task<DiskEstimate> EstimateAsync(SweepPlan plan, CancellationToken cancellationToken = default)
    {
        if (plan.MissingCount == 0) return new(plan.RunCount == 0 ? null : 0, plan.RunCount == 0 ? "The table has no rows yet." : "Every run is there already.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var bytes = 0.0;
        var measured = 0;
        var counted = 0;
        foreach (var group in plan.Rows.GroupBy(r => string.Join('|', SizeKeys.Select(k => SettingCatalog.Get(k).GetText(r.Configuration)))))
        {
            var past = await PastAsync(context, group.First().Configuration, cancellationToken);
            if (past is null) return new(null, "No run with this network has been made here, and no recipe tells its number of parameters; the first one will tell.");
            if (past.IsMeasured) measured++;
            else counted++;
            bytes += group.Sum(row => past.BytesOf(row.Configuration) * plan.Seeds.Count(s => plan.ExistingOf(row, s) is null));
        }

        return new((long)bytes, measured > 0 && counted > 0
            ? "From the folders of past runs of some of the networks, from the number of parameters of the others (checkpoints alone)."
            : measured > 0 ? "From the folders that past runs of the same network and data set left." : "From the network's number of parameters: checkpoints alone, without predictions.");
    }

    private async Task<Past?> PastAsync(ExperimentsContext context, RunConfiguration configuration, CancellationToken cancellationToken)
    {
        var runs = context.Runs.AsNoTracking();
        foreach (var key in SizeKeys)
        {
            var text = SettingCatalog.Get(key).GetText(configuration);
            runs = runs.Where(r => r.Settings.Any(s => s.Key == key && s.Value == text));
        }

        var finished = await runs.Where(r => r.Jobs.Count > 0 && r.Jobs.All(j => j.State == JobState.Succeeded)).OrderByDescending(r => r.Id).Take(MostFolders).Select(r => r.Id).ToListAsync(cancellationToken);
        var sizes = finished.Select(folders.SizeOf).Where(s => s > 0).Order().ToList();
        if (sizes.Count > 0) return new Past(sizes[sizes.Count / 2], 0);
        var parameters = await runs.SelectMany(r => r.Jobs).SelectMany(j => j.Attempts).Where(a => a.Parameters > 0).OrderByDescending(a => a.JobId).Select(a => (long?)a.Parameters).FirstOrDefaultAsync(cancellationToken)
            ?? (configuration.Network.WidthMultiplier == 1
                ? Recipes.All.Where(r => r.Backbone == Runs.PublishedNames.Backbone(configuration)).Select(r => (long?)r.Parameters).Max()
                : null);
        return parameters is { } count ? new Past(0, count) : null;
    }

    /// <summary>What one run of the network takes.</summary>
    /// <param name="FolderBytes">Median of past runs' folders; 0 for none.</param>
    /// <param name="Parameters">Parameters of the network, where no folder is known.</param>
    private sealed record Past(long FolderBytes, long Parameters)
    {
        public bool IsMeasured => FolderBytes > 0;

        public double BytesOf(RunConfiguration configuration)
        {
            if (IsMeasured) return FolderBytes;
            var every = configuration.Execution.SnapshotEvery;
            var snapshots = every == 0 ? 0 : Math.Min(SnapshotsKept, (configuration.Training.Iterations - 1) / every);
            var kept = 1 + configuration.Execution.KeepIterations.Count(i => i < configuration.Training.Iterations) + (configuration.Selection.KeepBest ? 1 : 0);
            return (double)Parameters * BytesPerValue * (kept + (snapshots * (1 + StatesOf(configuration.Training.Optimiser))));
        }

        /// <summary>Values that the update rule keeps for each parameter.</summary>
        private static int StatesOf(OptimiserName optimiser) => optimiser switch
        {
            OptimiserName.Sgd => 0,
            OptimiserName.Momentum or OptimiserName.CaffeMomentum => 1,
            _ => 2,
        };
    }
}
