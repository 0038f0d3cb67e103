using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Deletions;

/// <summary>
/// What keeps runs and sweeps in the bin out of every list, table, study and statistic: a filter of the model on runs, sweeps and the
/// sweeps' own tables, so that a query that says nothing of the bin never sees it. Jobs and evaluations have none of their own: a query
/// that does not come to them by their runs asks for <c>Run!.BinnedMs == null</c>.
/// </summary>
public static class BinFilter
{
    /// <summary>Name of the filter in the model.</summary>
    public const string Name = "bin";

    /// <summary>The same rows and those in the bin.</summary>
    public static IQueryable<T> WithBin<T>(this IQueryable<T> rows)
        where T : class => rows.IgnoreQueryFilters([Name]);
}
