using Experiments.Data.Runs.Filters;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs.Tables;

/// <summary>
/// What the rows of runs say but for what is long, of every run that is not in the bin, read at once: rows of runs are wide, so what can
/// be answered from one reading of them is.
/// </summary>
internal sealed class RunBasics
{
    private readonly Dictionary<long, Row> _rows;
    private readonly Dictionary<long, string> _sweeps;
    private readonly Dictionary<long, string> _experiments;

    private RunBasics(Dictionary<long, Row> rows, Dictionary<long, string> sweeps, Dictionary<long, string> experiments) => (_rows, _sweeps, _experiments) = (rows, sweeps, experiments);

    /// <summary>All runs, oldest first.</summary>
    public IEnumerable<long> Ids => _rows.Keys;

    /// <summary>Number of runs.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads them.</summary>
    /// <param name="db">Context.</param>
    /// <param name="ids">Only these; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task<RunBasics> ReadAsync(ExperimentsContext db, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        var runs = ids is null ? db.Runs : db.Runs.Where(r => ids.Contains(r.Id));
        var rows = await runs.OrderBy(r => r.Id)
            .Select(r => new Row(r.Id, r.Name, r.Seed, r.Fingerprint, r.SweepId, r.ExperimentId, r.CreatedMs, r.ArchivedMs != null, r.ReproductionOfRunId != null))
            .ToListAsync(cancellationToken);
        return new RunBasics(
            rows.ToDictionary(r => r.Id),
            await db.Sweeps.Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken),
            await db.Experiments.Select(e => new { e.Id, e.Name }).ToDictionaryAsync(e => e.Id, e => e.Name, cancellationToken));
    }

    /// <summary>Whether a run repeats another with the same seed.</summary>
    public bool IsCheck(long runId) => _rows[runId].IsCheck;

    /// <summary>Whether a run was put aside.</summary>
    public bool IsArchived(long runId) => _rows[runId].IsArchived;

    /// <summary>Whether there is such a run.</summary>
    public bool Has(long runId) => _rows.ContainsKey(runId);

    /// <summary>How to answer for a field; null where the rows do not say.</summary>
    public Func<long, RunValue>? Reader(RunField field) => field switch
    {
        RunField.Id => id => RunValue.Of(id),
        RunField.Name => id => new RunValue(_rows[id].Name, null),
        RunField.Seed => id => RunValue.Of(_rows[id].Seed),
        RunField.Fingerprint => id => new RunValue(_rows[id].Fingerprint, null),
        RunField.Created => id => RunValue.Of(_rows[id].CreatedMs),
        RunField.Archived => id => RunValue.Of(_rows[id].IsArchived ? 1 : 0),
        RunField.Check => id => RunValue.Of(_rows[id].IsCheck ? 1 : 0),
        RunField.SweepId => id => RunValue.Of(_rows[id].SweepId),
        RunField.Sweep => id => new RunValue(_rows[id].SweepId is { } sweep ? _sweeps.GetValueOrDefault(sweep) : null, null),
        RunField.ExperimentId => id => RunValue.Of(_rows[id].ExperimentId),
        RunField.Experiment => id => new RunValue(_experiments.GetValueOrDefault(_rows[id].ExperimentId), null),
        _ => null,
    };

    private sealed record Row(long Id, string Name, int Seed, string Fingerprint, long? SweepId, long ExperimentId, long CreatedMs, bool IsArchived, bool IsCheck);
}
