using System.Linq.Expressions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Datasets;

/// <summary>Registered data sets. Names are unique; what is checked is a data set's settings as they are at that moment.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class DatasetStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private static readonly Expression<Func<DatasetCheck, CheckRow>> ToCheck = c => new CheckRow(
        c.Id, c.DatasetId, c.SettingsJson, c.State, c.Done, c.Total, c.Rate, c.Folder, c.IsSound, c.Message, c.Mistakes, c.FaultyImages, c.CreatedMs, c.StartedMs, c.EndedMs);

    /// <summary>Registers a data set.</summary>
    /// <returns>Its key; null where another has the name.</returns>
    public Task<long?> AddAsync(NewDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return contexts.InTransactionAsync<long?>(
            async db =>
            {
                if (await db.Datasets.AnyAsync(d => d.Name == dataset.Name, cancellationToken)) return null;
                var row = new Dataset
                {
                    Name = dataset.Name,
                    SettingsJson = dataset.SettingsJson,
                    Kind = dataset.Kind,
                    Root = dataset.Root,
                    CreatedMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                };
                db.Datasets.Add(row);
                await db.SaveChangesAsync(cancellationToken);
                return row.Id;
            },
            cancellationToken);
    }

    /// <summary>Changes name and settings; checks that were made keep what they were made with.</summary>
    /// <returns>False where another has the name, or the data set is gone.</returns>
    public Task<bool> ChangeAsync(long datasetId, NewDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return contexts.InTransactionAsync(
            async db => !await db.Datasets.AnyAsync(d => d.Name == dataset.Name && d.Id != datasetId, cancellationToken)
                && await db.Datasets.Where(d => d.Id == datasetId).ExecuteUpdateAsync(
                    s => s.SetProperty(d => d.Name, dataset.Name).SetProperty(d => d.SettingsJson, dataset.SettingsJson).SetProperty(d => d.Kind, dataset.Kind).SetProperty(d => d.Root, dataset.Root),
                    cancellationToken) > 0,
            cancellationToken);
    }

    /// <summary>Forgets a data set and its checks; no file of it is touched. A check that runs is then nobody's, and ends.</summary>
    public Task ForgetAsync(long datasetId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            await db.DatasetChecks.Where(c => c.DatasetId == datasetId).ExecuteDeleteAsync(cancellationToken);
            return await db.Datasets.Where(d => d.Id == datasetId).ExecuteDeleteAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Every data set, by name, with its last checks.</summary>
    public async Task<IReadOnlyList<DatasetRow>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowsAsync(db, db.Datasets, cancellationToken);
    }

    /// <summary>One data set; null where there is none.</summary>
    public async Task<DatasetRow?> FindAsync(long datasetId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await RowsAsync(db, db.Datasets.Where(d => d.Id == datasetId), cancellationToken)).SingleOrDefault();
    }

    /// <summary>A check; null where there is none.</summary>
    public async Task<CheckRow?> CheckAsync(long checkId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.DatasetChecks.Where(c => c.Id == checkId).Select(ToCheck).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The report of a check, JSON; null where there is none.</summary>
    public async Task<string?> ReportAsync(long checkId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.DatasetChecks.Where(c => c.Id == checkId).Select(c => c.ReportJson).SingleOrDefaultAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<DatasetRow>> RowsAsync(ExperimentsContext db, IQueryable<Dataset> datasets, CancellationToken cancellationToken)
    {
        var rows = await datasets.OrderBy(d => d.Name).ThenBy(d => d.Id).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToList();
        var checks = (await db.DatasetChecks.Where(c => ids.Contains(c.DatasetId)).OrderByDescending(c => c.Id).Select(ToCheck).ToListAsync(cancellationToken))
            .ToLookup(c => c.DatasetId);
        return [.. rows.Select(r => new DatasetRow(
            r.Id, r.Name, r.Kind, r.Root, r.SettingsJson, r.CreatedMs, checks[r.Id].FirstOrDefault(), checks[r.Id].FirstOrDefault(c => c.State == DatasetCheckState.Done)))];
    }
}
