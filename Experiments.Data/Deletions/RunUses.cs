using System.Globalization;
using System.Text.RegularExpressions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Deletions;

/// <summary>Finds what uses runs: tables and studies that show them, what was exported of those, runs that go on from their files.</summary>
internal static partial class RunUses
{
    /// <summary>What uses some runs, themselves apart.</summary>
    /// <param name="db">Context.</param>
    /// <param name="going">The runs, all that go together.</param>
    /// <param name="sweepId">A sweep that goes with them: its own table does not count.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task<IReadOnlyList<RunUse>> OfAsync(ExperimentsContext db, IQueryable<Run> going, long? sweepId, CancellationToken cancellationToken)
    {
        // A query that asks for runs in the bin sees all that is there: what is in the bin itself uses nothing, and is left out by name below.
        var ids = (await going.Select(r => r.Id).ToListAsync(cancellationToken)).ToHashSet();
        return
        [
            .. await GridsAsync(db, going, sweepId, cancellationToken),
            .. await DependentsAsync(db, going, cancellationToken),
            .. await FilesAsync(db, ids, sweepId, cancellationToken),
        ];
    }

    /// <summary>Grids in which the runs stand, with the forms in which they were exported.</summary>
    private static async Task<IEnumerable<RunUse>> GridsAsync(ExperimentsContext db, IQueryable<Run> going, long? sweepId, CancellationToken cancellationToken)
    {
        var shown = await (
            from arm in db.GridArms
            join grid in db.ResultsGrids on arm.GridId equals grid.Id
            where (grid.Sweep == null || (grid.SweepId != sweepId && grid.Sweep.BinnedMs == null)) && going.Any(r => r.Fingerprint == arm.Fingerprint)
            select new { grid.Id, grid.Name, grid.Kind }).Distinct().OrderBy(g => g.Id).ToListAsync(cancellationToken);
        var ids = shown.ConvertAll(g => g.Id);
        var exports = (await db.GridSnapshots.Where(s => ids.Contains(s.GridId)).GroupBy(s => new { s.GridId, s.Format })
            .Select(g => new { g.Key.GridId, g.Key.Format, Newest = g.Max(s => s.CreatedMs) }).ToListAsync(cancellationToken)).ToLookup(s => s.GridId);
        return shown.Select(g => new RunUse($"{Words(g.Kind)} \"{g.Name}\"{Exported(exports[g.Id].OrderBy(e => e.Newest).Select(e => (e.Format, e.Newest)))}", g.Id, null));
    }

    private static string Words(GridKind kind) => kind switch
    {
        GridKind.Study => "uncertainty study",
        GridKind.Sweep => "results of sweep",
        _ => "results table",
    };

    private static string Exported(IEnumerable<(string Format, long Ms)> exports)
    {
        var words = exports.Select(e => $"{e.Format} on {DateTimeOffset.FromUnixTimeMilliseconds(e.Ms).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}").ToList();
        return words.Count == 0 ? "" : $", exported as {string.Join(", ", words)}";
    }

    /// <summary>Other runs with a job that came after one of the runs' jobs: a second stage, an evaluation.</summary>
    private static async Task<IEnumerable<RunUse>> DependentsAsync(ExperimentsContext db, IQueryable<Run> going, CancellationToken cancellationToken)
    {
        var dependents = await db.Jobs
            .Where(j => j.WaitsForJobId != null && j.Run!.BinnedMs == null && going.Any(r => r.Id == j.WaitsFor!.RunId) && !going.Any(r => r.Id == j.RunId))
            .Select(j => new { j.RunId, j.Run!.Name, Of = j.WaitsFor!.RunId }).Distinct().OrderBy(j => j.RunId).ToListAsync(cancellationToken);
        return dependents.Select(d => new RunUse($"run {d.RunId} \"{d.Name}\", which went on from run {d.Of}", null, d.RunId));
    }

    /// <summary>Runs and declared tables whose settings name a file in the runs' folders: weights, Fisher information.</summary>
    private static async Task<IEnumerable<RunUse>> FilesAsync(ExperimentsContext db, HashSet<long> ids, long? sweepId, CancellationToken cancellationToken)
    {
        var settings = await (
            from setting in db.RunSettings
            join run in db.Runs on setting.RunId equals run.Id
            where setting.Value.Contains("jobs") && setting.Value.Contains("attempts")
            orderby run.Id
            select new { run.Id, run.Name, setting.Key, setting.Value }).ToListAsync(cancellationToken);
        var arms = await (
            from arm in db.GridArms
            join grid in db.ResultsGrids on arm.GridId equals grid.Id
            where (grid.SweepId == null || grid.SweepId != sweepId) && arm.ConfigurationJson != null && arm.ConfigurationJson.Contains("jobs") && arm.ConfigurationJson.Contains("attempts")
            orderby grid.Id
            select new { grid.Id, grid.Name, grid.Kind, arm.ConfigurationJson }).ToListAsync(cancellationToken);
        return settings.Where(s => !ids.Contains(s.Id)).SelectMany(s => FoldersIn(s.Value).Where(ids.Contains).Select(of => new RunUse($"run {s.Id} \"{s.Name}\", whose {s.Key} is a file of run {of}", null, s.Id)))
            .Concat(arms.SelectMany(a => FoldersIn(a.ConfigurationJson!).Where(ids.Contains).Select(of => new RunUse($"{Words(a.Kind)} \"{a.Name}\", which starts from a file of run {of}", a.Id, null))))
            .Distinct();
    }

    /// <summary>The runs in whose folders a text names files.</summary>
    private static IEnumerable<long> FoldersIn(string text) =>
        AttemptPath().Matches(text).Select(m => long.Parse(m.Groups["run"].ValueSpan, CultureInfo.InvariantCulture)).Distinct();

    [GeneratedRegex(@"(?<![0-9])(?<run>[0-9]{1,18})[\\/]+jobs[\\/]+[0-9]+[\\/]+attempts[\\/]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AttemptPath();
}
