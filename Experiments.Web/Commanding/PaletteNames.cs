using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Commanding;

/// <summary>
/// The names of everything that has a page, newest first within a kind. Kept for a few seconds: who types looks through them at every
/// keystroke, and ten thousand of them are read once for all.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class PaletteNames(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>Kind of an entry that leads to a run.</summary>
    public const string Run = "Run";

    private const string Do = "Do";

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);
    private static readonly JobState[] CanPause = [JobState.Queued, JobState.Claimed, JobState.Running];
    private static readonly JobState[] CanCancel = [JobState.Waiting, .. CanPause, JobState.Paused];

    private readonly SemaphoreSlim _reading = new(1, 1);
    private Names? _names;
    private long _read;

    /// <summary>Everything that has a page.</summary>
    public async Task<IReadOnlyList<PaletteEntry>> PagesAsync(CancellationToken cancellationToken = default) => (await NamesAsync(cancellationToken)).Pages;

    /// <summary>What can be done with runs that are under way or set aside.</summary>
    public async Task<IReadOnlyList<PaletteEntry>> DeedsAsync(CancellationToken cancellationToken = default) => (await NamesAsync(cancellationToken)).Deeds;

    /// <summary>What can be done with one run, what leads to a page first; nothing where there is no such run, or it is in the bin.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<PaletteEntry>> DeedsOfAsync(long run, CancellationToken cancellationToken = default)
    {
        var names = await NamesAsync(cancellationToken);
        if (!names.Sweeps.TryGetValue(run, out var sweep)) return [];
        return
        [
            new PaletteEntry(Do, $"New sweep like run {run}", Urls.NewSweepFromRun(run)) { RunId = run },
            .. sweep is { } id ? [new PaletteEntry(Do, $"Evaluate the sweep of run {run} again", Urls.EvaluateSweep(id)) { RunId = run }] : Array.Empty<PaletteEntry>(),
            new PaletteEntry(Do, $"Rerun run {run}", $"rerun {run}") { Deed = PaletteDeed.Rerun, RunId = run },
            .. names.Deeds.Where(d => d.RunId == run).Select(d => d with { Title = $"{d.Deed} run {run}" }),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task<Names> NamesAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_names is { } known && time.GetElapsedTime(_read) < KeptFor) return known;
            _read = time.GetTimestamp();
            return _names = await ReadAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<Names> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grids = await db.ResultsGrids.OrderByDescending(g => g.Id).Select(g => new { g.Id, g.Name, g.Kind }).ToListAsync(cancellationToken);
        var datasets = await db.Datasets.OrderByDescending(d => d.Id).Select(d => new { d.Id, d.Name }).ToListAsync(cancellationToken);
        var sweeps = await db.Sweeps.OrderByDescending(s => s.Id).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken);
        var runs = await db.Runs.Where(r => r.BinnedMs == null).OrderByDescending(r => r.Id).Select(r => new { r.Id, r.Name, r.SweepId }).ToListAsync(cancellationToken);
        var open = await db.Jobs.Where(j => CanCancel.Contains(j.State) && j.Run!.BinnedMs == null).Select(j => new { j.RunId, j.Run!.Name, j.State }).Distinct().ToListAsync(cancellationToken);
        return new Names(
            [
                .. grids.Select(g => new PaletteEntry(g.Kind == GridKind.Study ? "Study" : "Table", g.Name, Urls.Grid(g.Id))),
                .. datasets.Select(d => new PaletteEntry("Data set", d.Name, Urls.Dataset(d.Id))),
                .. sweeps.Select(s => new PaletteEntry("Sweep", s.Name, Urls.SweepRuns(s.Id))),
                .. runs.Select(r => new PaletteEntry(Run, r.Name, Urls.Run(r.Id)) { RunId = r.Id }),
            ],
            [.. open.GroupBy(j => (j.RunId, j.Name)).OrderByDescending(r => r.Key.RunId).SelectMany(r => DeedsOf(r.Key.RunId, r.Key.Name, [.. r.Select(j => j.State)]))],
            runs.ToDictionary(r => r.Id, r => r.SweepId));
    }

    /// <summary>What can be done with a run whose jobs are in these states, one of them at least still to end.</summary>
    private static IEnumerable<PaletteEntry> DeedsOf(long run, string name, IReadOnlyList<JobState> states)
    {
        if (states.Contains(JobState.Paused)) yield return new PaletteEntry(Do, $"Resume {name}", $"resume {run}") { Deed = PaletteDeed.Resume, RunId = run };
        if (states.Any(s => CanPause.Contains(s))) yield return new PaletteEntry(Do, $"Pause {name}", $"pause {run}") { Deed = PaletteDeed.Pause, RunId = run };
        yield return new PaletteEntry(Do, $"Cancel {name}", $"cancel {run}") { Deed = PaletteDeed.Cancel, RunId = run };
    }

    private sealed record Names(IReadOnlyList<PaletteEntry> Pages, IReadOnlyList<PaletteEntry> Deeds, IReadOnlyDictionary<long, long?> Sweeps);
}
