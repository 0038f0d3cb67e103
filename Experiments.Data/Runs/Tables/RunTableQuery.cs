using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Data.Runs.Filters;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs.Tables;

/// <summary>
/// Reads tables of any number of runs in two steps: first which runs, in which order and groups, from the keys alone that decide it; then the
/// cells of the rows that are shown. Groups are always whole. Safe for concurrent use.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class RunTableQuery(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private const int MostKnownValues = 200;

    /// <summary>Finds, sorts and groups runs.</summary>
    public async Task<RunTable> FindAsync(RunTableRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var basics = await RunBasics.ReadAsync(db, null, cancellationToken);
        var clock = new FilterClock(time.GetUtcNow(), request.Zone ?? time.LocalTimeZone);
        var values = new RunValueReader(db, basics, clock.Now.ToUnixTimeMilliseconds());
        var ids = await new FilterQuery(db, basics, values, clock).FindAsync(request.Filter, cancellationToken);
        var order = new List<(RunOrder By, RunColumn Column)>();
        foreach (var by in request.Sort) order.Add((by, await values.ReadAsync(by.Key, ids, cancellationToken)));
        // What is not sorted is newest first; sorting is stable.
        ids.Reverse();
        var sorted = RunSorting.Sort(ids, order.ConvertAll(o => (o.By, (Func<long, RunValue>)(id => o.Column[id]))));
        if (request.GroupBy.Count == 0) return new RunTable(sorted, []);

        var keys = new List<RunColumn>();
        foreach (var key in request.GroupBy) keys.Add(await values.ReadAsync(key, ids, cancellationToken));
        var groups = sorted.GroupBy(id => string.Join('\u001f', keys.Select(k => RunSorting.Identity(k[id]))), StringComparer.Ordinal)
            .Select(g => new RunGroup([.. keys.Select(k => k[g.First()])], [.. g], [.. g.Where(id => !basics.IsCheck(id))]))
            .ToList();
        var sortedGroups = RunSorting.Sort(groups, order.ConvertAll(o => (o.By, (Func<RunGroup, RunValue>)(g => RunSorting.OfGroup(g, o.By, o.Column)))));
        return new RunTable([.. sortedGroups.SelectMany(g => g.RunIds)], sortedGroups);
    }

    /// <summary>What some runs have under some keys.</summary>
    /// <returns>For each run that is there, its values in the order of the keys.</returns>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<RunValue>>> CellsAsync(IReadOnlyCollection<long> runIds, IReadOnlyList<FilterKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        ArgumentNullException.ThrowIfNull(keys);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (basics, columns) = await ColumnsAsync(db, runIds, keys, cancellationToken);
        return runIds.Where(basics.Has).Distinct().ToDictionary(id => id, id => (IReadOnlyList<RunValue>)[.. columns.Select(c => c[id])]);
    }

    /// <summary>What some groups have under some keys, over all their runs.</summary>
    /// <returns>For each group, its cells in the order of the keys.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<GroupCell>>> GroupCellsAsync(IReadOnlyList<RunGroup> groups, IReadOnlyList<FilterKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(keys);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (basics, columns) = await ColumnsAsync(db, [.. groups.SelectMany(g => g.RunIds)], keys, cancellationToken);
        return [.. groups.Select(g => (IReadOnlyList<GroupCell>)[.. keys.Zip(columns, (key, column) => CellOf(key, column, [.. g.RunIds.Where(basics.Has)], [.. g.Counted.Where(basics.Has)]))])];
    }

    /// <summary>Those of some keys under which some runs do not all have the same.</summary>
    public async Task<IReadOnlyList<FilterKey>> DifferingAsync(IReadOnlyCollection<long> runIds, IReadOnlyList<FilterKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        ArgumentNullException.ThrowIfNull(keys);
        if (runIds.Count < 2) return [];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var constant = await ConstantAsync(db, runIds.Max(), keys, cancellationToken);
        var left = keys.Where(k => !constant.Contains(k.Name)).ToList();
        // What differs does so among the first few already, as a rule; the rest is read for what does not.
        var differing = new HashSet<FilterKey>();
        foreach (var ids in new IReadOnlyCollection<long>[] { [.. runIds.Take(RunValueReader.MostByIds)], runIds })
        {
            var (basics, columns) = await ColumnsAsync(db, ids, left, cancellationToken);
            var there = ids.Where(basics.Has).ToList();
            differing.UnionWith(left.Zip(columns).Where(c => there.Exists(id => !RunSorting.Alike.Equals(c.Second[id], c.Second[there[0]]))).Select(c => c.First));
            left.RemoveAll(differing.Contains);
            if (ids.Count == runIds.Count) break;
        }

        return [.. keys.Where(differing.Contains)];
    }

    /// <summary>The settings that no two runs at all differ in: the least and the greatest value are the ends of an index.</summary>
    private static async Task<HashSet<string>> ConstantAsync(ExperimentsContext db, long runId, IReadOnlyList<FilterKey> keys, CancellationToken cancellationToken)
    {
        var ends = await db.RunSettings.Where(s => s.RunId == runId)
            .Select(s => new { s.Key, Min = db.RunSettings.Where(o => o.Key == s.Key).Min(o => o.Value), Max = db.RunSettings.Where(o => o.Key == s.Key).Max(o => o.Value) })
            .ToListAsync(cancellationToken);
        var alike = ends.Where(e => e.Min == e.Max).ToDictionary(e => e.Key, e => e.Min, StringComparer.Ordinal);
        // A run without a setting has its default: what all others have alike is constant where it is that, or where no run is without it.
        var byDefault = keys.Where(k => k.IsSetting && alike.TryGetValue(k.Name, out var value) && value == k.Default).Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        var others = alike.Keys.Except(byDefault, StringComparer.Ordinal).ToList();
        var runs = await db.Runs.WithBin().CountAsync(cancellationToken);
        var counts = await db.RunSettings.Where(s => others.Contains(s.Key)).GroupBy(s => s.Key).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. byDefault, .. counts.Where(c => c.Count == runs).Select(c => c.Key)];
    }

    /// <summary>Values that runs have under a key, to choose from; the most used are not told apart, and of very many only some come.</summary>
    public async Task<IReadOnlyList<string>> KnownValuesAsync(FilterKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Metric is not null) return [];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var name = key.Name;
        var values = key.Field switch
        {
            null => await db.RunSettings.Where(s => s.Key == name).Select(s => s.Value).Distinct().OrderBy(v => v).Take(MostKnownValues).ToListAsync(cancellationToken),
            RunField.Sweep => await db.Sweeps.Select(s => s.Name).Distinct().ToListAsync(cancellationToken),
            RunField.Experiment => await db.Experiments.Select(e => e.Name).Distinct().ToListAsync(cancellationToken),
            RunField.Tag => (await db.Runs.Where(r => r.Labels.Count > 0).Select(r => r.Labels).ToListAsync(cancellationToken)).SelectMany(l => l).Distinct(StringComparer.Ordinal).ToList(),
            _ => [],
        };
        return [.. values.OrderBy(v => RunValue.Of(v).Number ?? double.MaxValue).ThenBy(v => v, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Names of the curves that runs have, what a process used left out.</summary>
    public async Task<IReadOnlyList<string>> CurvesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var names = await db.MetricSeries.Select(s => s.Key).Distinct().ToListAsync(cancellationToken);
        return [.. names.Where(n => !n.StartsWith(MetricSeries.SystemPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads whether anything can have changed; it costs next to nothing.</summary>
    public async Task<RunTableStamp> StampAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = await db.JobEvents.MaxAsync(e => (long?)e.Id, cancellationToken);
        var acts = await db.AuditEntries.MaxAsync(e => (long?)e.Id, cancellationToken);
        var runs = await db.Runs.WithBin().MaxAsync(r => (long?)r.Id, cancellationToken);
        var works = await db.Jobs.AnyAsync(j => j.State == JobState.Running, cancellationToken);
        return new RunTableStamp(FormattableString.Invariant($"{events} {acts} {runs}"), works);
    }

    private async Task<(RunBasics Basics, List<RunColumn> Columns)> ColumnsAsync(ExperimentsContext db, IReadOnlyCollection<long> runIds, IEnumerable<FilterKey> keys, CancellationToken cancellationToken)
    {
        var basics = await RunBasics.ReadAsync(db, runIds.Count <= RunValueReader.MostByIds ? runIds : null, cancellationToken);
        var values = new RunValueReader(db, basics, time.GetUtcNow().ToUnixTimeMilliseconds());
        var columns = new List<RunColumn>();
        foreach (var key in keys) columns.Add(await values.ReadAsync(key, runIds, cancellationToken));
        return (basics, columns);
    }

    private static GroupCell CellOf(FilterKey key, RunColumn column, IReadOnlyList<long> runIds, IReadOnlyList<long> counted)
    {
        var values = runIds.Select(id => column[id]).ToList();
        var different = values.Distinct(RunSorting.Alike).Count();
        var metric = key.Metric is null ? null : GroupMetric.Of(column, counted);
        return new GroupCell(different == 1 ? values[0] : default, different, metric?.Statistics, metric?.Name);
    }
}
