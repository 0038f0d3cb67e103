using MathNet.Numerics.Random;

namespace Experiments.Data.Sweeps.Designs;

/// <summary>Independent uniform points. The first n points are the same however many are drawn, so a sweep can be extended by more draws.</summary>
public static class RandomPoints
{
    /// <summary>Points in [0, 1)^dimensions.</summary>
    /// <param name="count">Number of points, at least 1.</param>
    /// <param name="dimensions">Numbers a point.</param>
    /// <param name="seed">Seed of the design's own chance; no run's.</param>
    /// <exception cref="DesignException">The count is below 1.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Draw(int count, int dimensions, int seed)
    {
        CheckCount(count);
        var random = new Xoshiro256StarStar(seed);
        var points = new List<IReadOnlyList<double>>(count);
        for (var i = 0; i < count; i++) points.Add(random.NextDoubles(dimensions));
        return points;
    }

    internal static void CheckCount(int count)
    {
        if (count < 1) throw new DesignException("The number of draws must be at least 1: say how many configurations to draw.");
    }
}
