using Experiments.Data.Statistics;

namespace Experiments.Data.Runs.Tables;

/// <summary>A metric over the runs of a group that count. Only values of one metric have a mean: a classifier's top-1 and an mIoU, which stand in one column, have none.</summary>
/// <param name="Statistics">Mean and deviation over the runs that have a value; null where their values are of several metrics.</param>
/// <param name="Name">What the values are of where their column does not say it, as a classifier's top-1; else null.</param>
internal sealed record GroupMetric(SeedStatistics? Statistics, string? Name)
{
    /// <summary>Of a group.</summary>
    /// <param name="column">The metric.</param>
    /// <param name="counted">The runs that count.</param>
    public static GroupMetric Of(RunColumn column, IEnumerable<long> counted)
    {
        var values = counted.Select(id => column[id]).Where(v => v.Number is not null).ToList();
        var names = values.Select(v => v.Text).Distinct(StringComparer.Ordinal).ToList();
        return names.Count > 1 ? new GroupMetric(null, null) : new GroupMetric(SeedStatistics.Of([.. values.Select(v => v.Number!.Value)]), names.FirstOrDefault());
    }
}
