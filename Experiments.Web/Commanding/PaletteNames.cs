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
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);
    private static readonly JobState[] CanPause = [JobState.Queued, JobState.Claimed, JobState.Running];

    private readonly SemaphoreSlim _reading = new(1, 1);
    private Names? _names;
    private long _read;

    /// <summary>Everything that has a page.</summary>
    public async Task<IReadOnlyList<PaletteEntry>> PagesAsync(CancellationToken cancellationToken = default) => (await NamesAsync(cancellationToken)).Pages;

    /// <summary>What can be done with runs that are under way or set aside.</summary>
    public async Task<IReadOnlyList<PaletteEntry>> DeedsAsync(CancellationToken cancellationToken = default) => (await NamesAsync(cancellationToken)).Deeds;

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
        var runs = await db.Runs.Where(r => r.BinnedMs == null).OrderByDescending(r => r.Id).Select(r => new { r.Id, r.Name }).ToListAsync(cancellationToken);
        var open = await db.Jobs.Where(j => (CanPause.Contains(j.State) || j.State == JobState.Paused) && j.Run!.BinnedMs == null)
            .Select(j => new { j.RunId, j.Run!.Name, IsPaused = j.State == JobState.Paused }).Distinct().ToListAsync(cancellationToken);
        return new Names(
            [
                .. grids.Select(g => new PaletteEntry(g.Kind == GridKind.Study ? "Study" : "Table", g.Name, Urls.Grid(g.Id))),
                .. datasets.Select(d => new PaletteEntry("Data set", d.Name, Urls.Dataset(d.Id))),
                .. sweeps.Select(s => new PaletteEntry("Sweep", s.Name, Urls.SweepRuns(s.Id))),
                .. runs.Select(r => new PaletteEntry("Run", r.Name, Urls.Run(r.Id)) { RunId = r.Id }),
            ],
            [
                .. open.OrderByDescending(r => r.RunId).Select(r => r.IsPaused
                    ? new PaletteEntry("Do", $"Resume {r.Name}", $"resume {r.RunId}") { Deed = PaletteDeed.Resume, RunId = r.RunId }
                    : new PaletteEntry("Do", $"Pause {r.Name}", $"pause {r.RunId}") { Deed = PaletteDeed.Pause, RunId = r.RunId }),
            ]);
    }

    private sealed record Names(IReadOnlyList<PaletteEntry> Pages, IReadOnlyList<PaletteEntry> Deeds);
}
