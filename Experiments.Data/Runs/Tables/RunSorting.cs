using System.Globalization;
using Experiments.Data.Runs.Filters;

namespace Experiments.Data.Runs.Tables;

/// <summary>Orders runs and groups of them by several keys.</summary>
internal static class RunSorting
{
    /// <summary>Sorts by several keys, the first first; what is equal under all stays as it was, and what has no value comes last.</summary>
    public static List<T> Sort<T>(IEnumerable<T> items, IReadOnlyList<(RunOrder By, Func<T, RunValue> Value)> order)
    {
        IOrderedEnumerable<T> sorted = items.OrderBy(_ => 0);
        foreach (var (by, value) in order)
        {
            sorted = sorted.ThenBy(item => IsLast(value(item)));
            sorted = by.Descending ? sorted.ThenByDescending(value, Values.Instance) : sorted.ThenBy(value, Values.Instance);
        }

        return [.. sorted];
    }

    /// <summary>What a group is sorted by: of a metric its mean, none where its runs have several; of anything else the value of the run that would come first.</summary>
    public static RunValue OfGroup(RunGroup group, RunOrder by, RunColumn column)
    {
        if (by.Key.Metric is not null) return RunValue.Of(GroupMetric.Of(column, group.Counted).Statistics?.Mean);
        return Sort(group.RunIds, [(by, id => column[id])]).Select(id => column[id]).First();
    }

    /// <summary>Tells values apart as <see cref="Identity"/> does, without writing them.</summary>
    public static IEqualityComparer<RunValue> Alike { get; } = EqualityComparer<RunValue>.Create(
        (a, b) => a.Number is { } x ? b.Number is { } y && x.Equals(y) : b.Number is null && a.Text == b.Text,
        value => value.Number?.GetHashCode() ?? value.Text?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <summary>A text that is the same exactly for the same value.</summary>
    public static string Identity(RunValue value) => value.Number?.ToString("R", CultureInfo.InvariantCulture) ?? value.Text ?? "\u0000";

    private static bool IsLast(RunValue value) => value.IsEmpty || (value.Number is { } number && double.IsNaN(number));

    /// <summary>Numbers by size and before texts; texts in alphabetical order, whatever the case.</summary>
    private sealed class Values : IComparer<RunValue>
    {
        public static readonly Values Instance = new();

        public int Compare(RunValue x, RunValue y) => (x.Number, y.Number) switch
        {
            ({ } a, { } b) => a.CompareTo(b),
            ({ }, null) => -1,
            (null, { }) => 1,
            _ => string.Compare(x.Text, y.Text, StringComparison.OrdinalIgnoreCase),
        };
    }
}
