using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Data.Statistics;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Components.RunsTable;

/// <summary>What a cell of a table of runs says, in words.</summary>
public static class RunCell
{
    /// <summary>Of a run.</summary>
    public static string Text(FilterKey key, RunValue value, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Field == RunField.Tag) return value.Text?.Replace("\n", ", ", StringComparison.Ordinal) ?? "";
        if (value.IsEmpty) return key.Metric is not null || key.Field is not null ? Show.Nothing : "";
        return key switch
        {
            { IsShare: true } => Show.Score(value.Number, value.Text),
            { Metric: not null } => Show.Number(value.Number),
            { Field: RunField.Created or RunField.Started or RunField.Ended } => Show.Ago((long?)value.Number, time),
            { Field: RunField.Took } => Show.Duration(TimeSpan.FromSeconds(value.Number ?? 0)),
            { Field: RunField.Archived or RunField.Check } => value.Number == 1 ? "yes" : "no",
            { Field: RunField.Fingerprint } => Show.Short(value.Text),
            _ => value.Text ?? Show.Whole(value.Number),
        };
    }

    /// <summary>Of a group: of a metric mean ± deviation (n), named where the heading does not name it; of anything else what all its runs have.</summary>
    public static string Text(FilterKey key, GroupCell cell, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(cell);
        if (key.Metric is null) return cell.Different > 1 ? $"{Show.Count(cell.Different)} values" : Text(key, cell.Common, time);
        return cell.Statistics switch
        {
            null => "mixed metrics",
            { N: 0 } => Show.Nothing,
            { } statistics => $"{MeanAndDeviation(key, statistics)}{(cell.Metric is { } metric ? $" {metric}" : "")} ({Show.Count(statistics.N)})",
        };
    }

    /// <summary>The exact value, for whoever stays on it.</summary>
    public static string Title(FilterKey key, RunValue value, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Field is RunField.Created or RunField.Started or RunField.Ended
            ? (value.Number is { } ms ? Show.Exactly((long)ms, time) : "")
            : value.Number is { } number && key.Metric is not null ? Show.Exact(number) : value.Text ?? "";
    }

    /// <summary>The exact values of a group, for whoever stays on it: of a metric mean, deviation and n; why there is none where its runs have several.</summary>
    public static string Title(FilterKey key, GroupCell cell, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(cell);
        if (key.Metric is null) return cell.Different > 1 ? "" : Title(key, cell.Common, time);
        return cell.Statistics switch
        {
            null => "These runs are scored by different metrics, which have no mean: open the group to see each",
            { Mean: { } mean, StandardDeviation: { } deviation } statistics => $"mean {Show.Exact(mean)}, standard deviation {Show.Exact(deviation)}, n = {Show.Count(statistics.N)}",
            { Mean: { } mean } statistics => $"{Show.Exact(mean)}, n = {Show.Count(statistics.N)}",
            _ => "",
        };
    }

    private static string MeanAndDeviation(FilterKey key, SeedStatistics statistics) => key.IsShare
        ? Show.MeanAndDeviation(statistics.Mean, statistics.StandardDeviation)
        : statistics.StandardDeviation is { } deviation ? $"{Show.Number(statistics.Mean)} ± {Show.Number(deviation)}" : Show.Number(statistics.Mean);
}
