using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>A run that is trained, to be chosen.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Sweep">Name of its sweep; null for none.</param>
/// <param name="Seed">Seed.</param>
/// <param name="MeanIoU">mIoU of its newest evaluation, 0 to 1; null where there is none.</param>
public sealed record TrainedRun(long RunId, string Name, string? Sweep, int Seed, double? MeanIoU);

/// <summary>Finds runs whose network is there to be used.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class TrainedRunQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Trained runs, the newest first.</summary>
    /// <param name="text">What was typed, see <see cref="RunSearch"/>; empty for all that were not archived.</param>
    /// <param name="without">A setting, as the configuration names it, with a value that the runs must not have.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<TrainedRun>> FindAsync(string text, (string Key, string Value) without, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (key, value) = without;
        var runs = Trained(db).Where(r => !r.Settings.Any(s => s.Key == key && s.Value == value));
        return await Described(db, runs.Matching(text).BestFirst(text).Take(most)).ToListAsync(cancellationToken);
    }

    /// <summary>A trained run; null where there is none of that number, or it is not trained.</summary>
    public async Task<TrainedRun?> FindAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Described(db, Trained(db).Where(r => r.Id == runId)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A run's configuration as JSON; null where there is no such run.</summary>
    public async Task<string?> ConfigurationAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(r => r.Id == runId).Select(r => r.ConfigurationJson).FirstOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<Run> Trained(ExperimentsContext db) => db.Runs.Where(r => r.Jobs.Any(j => j.Kind == JobKind.Training && j.State == JobState.Succeeded && j.Artifacts.Any(a => a.IsFinal)));

    private static IQueryable<TrainedRun> Described(ExperimentsContext db, IQueryable<Run> runs) => runs.Select(r => new TrainedRun(
        r.Id,
        r.Name,
        r.Sweep!.Name,
        r.Seed,
        db.Evaluations.Where(e => e.RunId == r.Id && e.Job!.State == JobState.Succeeded).OrderByDescending(e => e.Id).Select(e => e.MeanIoU).FirstOrDefault()));
}
