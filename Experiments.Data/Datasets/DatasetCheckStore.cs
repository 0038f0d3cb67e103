using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Datasets;

/// <summary>
/// Changes the states of checks. Each change is one conditional UPDATE that names the state it expects: who was too
/// late changes nothing, and is told so.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class DatasetCheckStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Asks for a check of a data set as it is now; where one of the same settings waits or runs already, that one is given. One that
    /// waits with older settings takes the new ones; one that runs with them is cancelled for a new one.
    /// </summary>
    /// <returns>The check; null where the data set is gone.</returns>
    public Task<long?> RequestAsync(long datasetId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync<long?>(
        async db =>
        {
            // The write comes first: PostgreSQL then lets one request after the other in.
            if (await db.Datasets.Where(d => d.Id == datasetId).ExecuteUpdateAsync(s => s.SetProperty(d => d.Name, d => d.Name), cancellationToken) == 0) return null;
            var settings = await db.Datasets.Where(d => d.Id == datasetId).Select(d => d.SettingsJson).SingleAsync(cancellationToken);
            var open = await db.DatasetChecks.Where(c => c.DatasetId == datasetId && (c.State == DatasetCheckState.Queued || c.State == DatasetCheckState.Running))
                .Select(c => new { c.Id, c.SettingsJson }).FirstOrDefaultAsync(cancellationToken);
            if (open is not null)
            {
                if (open.SettingsJson == settings) return open.Id;
                if (await db.DatasetChecks.Where(c => c.Id == open.Id && c.State == DatasetCheckState.Queued)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.SettingsJson, settings), cancellationToken) > 0) return open.Id;
                await EndAsync(Running(db, open.Id), DatasetCheckState.Cancelled, "", cancellationToken);
            }

            var check = new DatasetCheck { DatasetId = datasetId, SettingsJson = settings, State = DatasetCheckState.Queued, CreatedMs = NowMs };
            db.DatasetChecks.Add(check);
            await db.SaveChangesAsync(cancellationToken);
            return check.Id;
        },
        cancellationToken);

    /// <summary>Takes the oldest check that waits; null where there is none.</summary>
    /// <param name="worker">Site that runs it.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<CheckRow?> ClaimAsync(string worker, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await db.DatasetChecks.Where(c => c.State == DatasetCheckState.Queued).OrderBy(c => c.Id).Select(c => (long?)c.Id).FirstOrDefaultAsync(cancellationToken) is { } id)
        {
            var now = NowMs;
            if (await db.DatasetChecks.Where(c => c.Id == id && c.State == DatasetCheckState.Queued).ExecuteUpdateAsync(
                s => s.SetProperty(c => c.State, DatasetCheckState.Running).SetProperty(c => c.Worker, worker).SetProperty(c => c.StartedMs, now),
                cancellationToken) == 0) continue; // another site was faster
            var row = await db.DatasetChecks.SingleAsync(c => c.Id == id, cancellationToken);
            return new CheckRow(row.Id, row.DatasetId, row.SettingsJson, row.State, 0, 0, 0, "", null, "", 0, 0, row.CreatedMs, row.StartedMs, null);
        }

        return null;
    }

    /// <summary>Notes the folder of a running check.</summary>
    /// <returns>Whether the check still runs.</returns>
    public async Task<bool> FolderAsync(long checkId, string folder, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Running(db, checkId).ExecuteUpdateAsync(s => s.SetProperty(c => c.Folder, folder), cancellationToken) > 0;
    }

    /// <summary>Notes how far a check is.</summary>
    /// <returns>Whether the check still runs; false once a person has cancelled it, or its data set is forgotten.</returns>
    public async Task<bool> ProgressAsync(long checkId, int done, int total, double rate, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Running(db, checkId).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.Done, done).SetProperty(c => c.Total, total).SetProperty(c => c.Rate, rate), cancellationToken) > 0;
    }

    /// <summary>Stores the report of a running check.</summary>
    public async Task<bool> DoneAsync(long checkId, CheckReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var now = NowMs;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Running(db, checkId).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.State, DatasetCheckState.Done).SetProperty(c => c.EndedMs, now).SetProperty(c => c.ReportJson, report.ReportJson)
                .SetProperty(c => c.IsSound, report.IsSound).SetProperty(c => c.Message, report.Verdict)
                .SetProperty(c => c.Mistakes, report.Mistakes).SetProperty(c => c.FaultyImages, report.FaultyImages),
            cancellationToken) > 0;
    }

    /// <summary>Ends a running check that could not be done.</summary>
    public async Task<bool> FailAsync(long checkId, string message, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await EndAsync(Running(db, checkId), DatasetCheckState.Failed, message, cancellationToken) > 0;
    }

    /// <summary>Ends a running check whose site goes down.</summary>
    public async Task<bool> InterruptAsync(long checkId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await EndAsync(Running(db, checkId), DatasetCheckState.Interrupted, InterruptedMessage, cancellationToken) > 0;
    }

    /// <summary>Cancels a check that waits or runs; who runs it learns of it by its next progress.</summary>
    /// <returns>Whether there was something to cancel.</returns>
    public async Task<bool> CancelAsync(long checkId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await EndAsync(
            db.DatasetChecks.Where(c => c.Id == checkId && (c.State == DatasetCheckState.Queued || c.State == DatasetCheckState.Running)),
            DatasetCheckState.Cancelled, "", cancellationToken) > 0;
    }

    /// <summary>
    /// Marks running checks whose site is gone. Called at a site's start with what it knows for certain: every other
    /// worker on a database of its own, or the dead processes of its machine on a shared one.
    /// </summary>
    /// <param name="isGone">Whether the worker of that name is gone.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Number of checks.</returns>
    public async Task<int> InterruptAbandonedAsync(Func<string, bool> isGone, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isGone);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var running = await db.DatasetChecks.Where(c => c.State == DatasetCheckState.Running).Select(c => new { c.Id, c.Worker }).ToListAsync(cancellationToken);
        var gone = running.Where(c => isGone(c.Worker)).Select(c => c.Id).ToList();
        return gone.Count == 0 ? 0 : await EndAsync(
            db.DatasetChecks.Where(c => gone.Contains(c.Id) && c.State == DatasetCheckState.Running), DatasetCheckState.Interrupted, InterruptedMessage, cancellationToken);
    }

    private const string InterruptedMessage = "The site went away while the check ran; start it again.";

    private static IQueryable<DatasetCheck> Running(ExperimentsContext db, long checkId) =>
        db.DatasetChecks.Where(c => c.Id == checkId && c.State == DatasetCheckState.Running);

    private Task<int> EndAsync(IQueryable<DatasetCheck> checks, DatasetCheckState state, string message, CancellationToken cancellationToken)
    {
        var now = NowMs;
        return checks.ExecuteUpdateAsync(
            s => s.SetProperty(c => c.State, state).SetProperty(c => c.Message, message).SetProperty(c => c.EndedMs, now), cancellationToken);
    }
}
