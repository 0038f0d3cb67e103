using Experiments.Data.Runs.Filters;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs.Tables;

/// <summary>
/// Finds the runs that a filter lets through. Every comparison gives a set of runs, and the sets are joined: so a filter means the same on
/// every database, whatever its own idea of texts, numbers and NULL.
/// </summary>
/// <param name="db">Context.</param>
/// <param name="basics">All runs.</param>
/// <param name="values">Reads what comparisons need.</param>
/// <param name="clock">When the filter is read.</param>
internal sealed class FilterQuery(ExperimentsContext db, RunBasics basics, RunValueReader values, FilterClock clock)
{
    private const int MostValues = 500;

    /// <summary>Those of all runs, oldest first. Runs that were put aside are left out unless the filter speaks of that.</summary>
    public async Task<List<long>> FindAsync(FilterNode? filter, CancellationToken cancellationToken)
    {
        var found = filter is null ? null : await OfAsync(filter, cancellationToken);
        var speaksOfArchived = filter?.Comparisons.Any(c => c.Key.Field == RunField.Archived) ?? false;
        return [.. basics.Ids.Where(id => (found is null || found.Contains(id)) && (speaksOfArchived || !basics.IsArchived(id)))];
    }

    private async Task<HashSet<long>> OfAsync(FilterNode node, CancellationToken cancellationToken)
    {
        switch (node)
        {
            case FilterBoth both:
                var left = await OfAsync(both.Left, cancellationToken);
                if (left.Count > 0) left.IntersectWith(await OfAsync(both.Right, cancellationToken));
                return left;
            case FilterEither either:
                var some = await OfAsync(either.Left, cancellationToken);
                some.UnionWith(await OfAsync(either.Right, cancellationToken));
                return some;
            case FilterNot not:
                var without = await OfAsync(not.Operand, cancellationToken);
                return [.. basics.Ids.Where(id => !without.Contains(id))];
            case FilterComparison comparison:
                return await OfAsync(comparison, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node, "No such part.");
        }
    }

    private async Task<HashSet<long>> OfAsync(FilterComparison comparison, CancellationToken cancellationToken)
    {
        var test = FilterTest.Of(comparison, clock);
        if (comparison.Key.IsSetting && await OfSettingAsync(comparison.Key, test, cancellationToken) is { } found) return found;
        var column = await values.ReadAsync(comparison.Key, null, cancellationToken);
        return [.. basics.Ids.Where(id => test(column[id]))];
    }

    /// <summary>A setting has few different values: they are compared here, and the runs that have them are found by an index. Null where it has many.</summary>
    private async Task<HashSet<long>?> OfSettingAsync(FilterKey key, Func<RunValue, bool> test, CancellationToken cancellationToken)
    {
        var name = key.Name;
        var there = await db.RunSettings.Where(s => s.Key == name).Select(s => s.Value).Distinct().OrderBy(v => v).Take(MostValues + 1).ToListAsync(cancellationToken);
        if (there.Count > MostValues) return null;
        // A run without the setting has its default: where that matches, those are found that do not.
        var (matching, others) = (there.FindAll(v => test(RunValue.Of(v))), there.FindAll(v => !test(RunValue.Of(v))));
        var matchesByDefault = test(RunValue.Of(key.Default));
        var wanted = matchesByDefault ? others : matching;
        var ids = wanted.Count == 0
            ? []
            : (await db.RunSettings.Where(s => s.Key == name && wanted.Contains(s.Value)).Select(s => s.RunId).ToListAsync(cancellationToken)).ToHashSet();
        return [.. basics.Ids.Where(id => ids.Contains(id) != matchesByDefault)];
    }
}
