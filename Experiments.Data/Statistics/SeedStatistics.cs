using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>A number over seeds.</summary>
/// <param name="N">Number of seeds.</param>
/// <param name="Mean">Mean; null for none, NaN when any value is.</param>
/// <param name="StandardDeviation">Sample standard deviation (n − 1); null for fewer than two, NaN when any value is.</param>
public sealed record SeedStatistics(int N, double? Mean, double? StandardDeviation)
{
    /// <summary>Of values, one a seed.</summary>
    public static SeedStatistics Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new SeedStatistics(
            values.Count,
            values.Count == 0 ? null : values.Mean(),
            values.Count < 2 ? null : values.StandardDeviation());
    }
}
