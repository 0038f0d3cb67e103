using Experiments.Data.Comparing;
using Experiments.Data.Metrics;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Web.Comparing;

/// <summary>Finds where the points of curves lie along an axis.</summary>
/// <param name="curves">When points were written.</param>
/// <param name="comparisons">Configurations, which say how long an epoch is.</param>
public sealed class CurvePlaces(CurveQueries curves, ComparisonQueries comparisons)
{
    /// <summary>Where a step of each curve lies; null for all steps of a curve that has no place on the axis.</summary>
    /// <param name="series">The curves.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<Func<int, double?>>> OfAsync(IReadOnlyList<SeriesView> series, CurveAxis axis, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        switch (axis)
        {
            case CurveAxis.Iteration:
                return [.. series.Select(_ => (Func<int, double?>)(step => step))];
            case CurveAxis.Epoch:
                var epochs = await EpochsAsync([.. series.Select(s => s.RunId).Distinct()], cancellationToken);
                return [.. series.Select(s => epochs.GetValueOrDefault(s.RunId) is { } length ? Epochs(length) : Nowhere)];
            case CurveAxis.Time:
                var places = new List<Func<int, double?>>(series.Count);
                foreach (var one in series)
                {
                    var times = await curves.TimesAsync(one.JobId, one.Key, [.. one.Points.Select(p => p.Step)], cancellationToken);
                    places.Add(step => times.TryGetValue(step, out var seconds) ? seconds : null);
                }

                return places;
            default:
                throw new ArgumentOutOfRangeException(nameof(axis), axis, "No such axis.");
        }
    }

    /// <summary>The mean of the places of a group's curves, where each of them has one.</summary>
    public static Func<int, double?> Mean(IReadOnlyList<Func<int, double?>> places) => step =>
    {
        var sum = 0.0;
        foreach (var place in places)
        {
            if (place(step) is not { } x) return null;
            sum += x;
        }

        return places.Count == 0 ? null : sum / places.Count;
    };

    /// <summary>Iterations as epochs.</summary>
    /// <param name="length">Iterations of an epoch.</param>
    public static Func<int, double?> Epochs(double length) => step => step / length;

    private static double? Nowhere(int step) => null;

    private async Task<Dictionary<long, double?>> EpochsAsync(List<long> runs, CancellationToken cancellationToken) =>
        (await comparisons.ConfigurationsAsync(runs, cancellationToken)).ToDictionary(c => c.Key, c => TrainingImages.IterationsPerEpoch(SchemaJson.ReadConfiguration(c.Value, $"run {c.Key}")));
}
