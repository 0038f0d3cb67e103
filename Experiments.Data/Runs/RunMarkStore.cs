using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>What people put beside runs to find them by: tags, and whether they are put aside. Safe for concurrent use.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class RunMarkStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private const int RunsAtATime = 500;

    /// <summary>Every tag that a run has, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lists = await db.Runs.Where(r => r.Labels.Count > 0).Select(r => r.Labels).ToListAsync(cancellationToken);
        return [.. lists.SelectMany(l => l).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Adds tags to runs and takes others from them; a tag that a run has keeps its place.</summary>
    /// <param name="runIds">Runs; one that does not exist is left out.</param>
    /// <param name="add">Tags to add.</param>
    /// <param name="remove">Tags to take away.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>How many runs changed.</returns>
    public Task<int> TagAsync(IReadOnlyCollection<long> runIds, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove, CancellationToken cancellationToken = default) =>
        ChangeAsync(runIds, labels => [.. labels.Where(l => !remove.Contains(l, StringComparer.Ordinal)).Concat(add).Distinct(StringComparer.Ordinal)], cancellationToken);

    /// <summary>Gives runs these tags and no others.</summary>
    /// <returns>How many runs changed.</returns>
    public Task<int> SetTagsAsync(IReadOnlyCollection<long> runIds, IReadOnlyCollection<string> tags, CancellationToken cancellationToken = default) =>
        ChangeAsync(runIds, _ => [.. tags.Distinct(StringComparer.Ordinal)], cancellationToken);

    /// <summary>Puts runs aside, or takes them back.</summary>
    /// <param name="runIds">Runs.</param>
    /// <param name="archived">Whether they are put aside; those that already are stay as they are.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>How many runs changed.</returns>
    public Task<int> ArchiveAsync(IReadOnlyCollection<long> runIds, bool archived, CancellationToken cancellationToken = default)
    {
        long? nowMs = archived ? time.GetUtcNow().ToUnixTimeMilliseconds() : null;
        return contexts.InTransactionAsync(
            async db =>
            {
                var changed = 0;
                foreach (var ids in runIds.Distinct().Chunk(RunsAtATime))
                {
                    changed += await db.Runs.Where(r => ids.Contains(r.Id) && (r.ArchivedMs != null) != archived)
                        .ExecuteUpdateAsync(set => set.SetProperty(r => r.ArchivedMs, nowMs), cancellationToken);
                }

                return changed;
            },
            cancellationToken);
    }

    private Task<int> ChangeAsync(IReadOnlyCollection<long> runIds, Func<List<string>, List<string>> change, CancellationToken cancellationToken) => contexts.InTransactionAsync(
        async db =>
        {
            var changed = 0;
            foreach (var ids in runIds.Distinct().Chunk(RunsAtATime))
            {
                // The wide rows of runs are not read: only what changes.
                var rows = await db.Runs.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Labels }).ToListAsync(cancellationToken);
                foreach (var same in rows.Select(r => (r.Id, Before: r.Labels, After: change(r.Labels))).Where(r => !r.Before.SequenceEqual(r.After, StringComparer.Ordinal)).GroupBy(r => string.Join('\0', r.After)))
                {
                    var (labels, changedIds) = (same.First().After, same.Select(r => r.Id).ToList());
                    changed += await db.Runs.Where(r => changedIds.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.Labels, labels), cancellationToken);
                }
            }

            return changed;
        },
        cancellationToken);
}
