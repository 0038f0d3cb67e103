using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Metrics;

/// <summary>A curve as a chart wants it.</summary>
/// <param name="RunId">Run.</param>
/// <param name="JobId">Job.</param>
/// <param name="Key">Name, for example <c>train/loss</c>.</param>
/// <param name="TotalPoints">Points stored.</param>
/// <param name="Points">Points or buckets of points, by step.</param>
public sealed record SeriesView(long RunId, long JobId, string Key, int TotalPoints, IReadOnlyList<SeriesBucket> Points);

/// <summary>A stretch of a curve; a single point when the curve is short.</summary>
/// <param name="Step">Last step in it.</param>
/// <param name="Mean">Mean of its finite values; null when it has none.</param>
/// <param name="Min">Smallest finite value.</param>
/// <param name="Max">Largest finite value.</param>
/// <param name="NotFinite">How many of its values are NaN or infinite.</param>
public sealed record SeriesBucket(int Step, double? Mean, double? Min, double? Max, int NotFinite);

/// <summary>Reads curves, thinned in SQL.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class MetricQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Names of the curves of some runs.</summary>
    public Task<IReadOnlyList<string>> KeysAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());

    /// <summary>Curves of some runs.</summary>
    /// <param name="runIds">Runs.</param>
    /// <param name="keys">Names of curves; empty for all.</param>
    /// <param name="maxPoints">At most about this many buckets a curve.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<IReadOnlyList<SeriesView>> SeriesAsync(
        IReadOnlyCollection<long> runIds, IReadOnlyCollection<string> keys, int maxPoints = 1000, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(contexts.ToString());
}
