using MathNet.Numerics;
using MathNet.Numerics.Random;

namespace Experiments.Data.Sweeps.Designs;

/// <summary>
/// Latin hypercube sample (McKay, Beckman and Conover 1979): each dimension is cut into as many strata of equal width as there are
/// points, and every stratum holds exactly one point. Of a few seeded samples the one whose closest two points are farthest
/// apart is taken (maximin; Johnson, Moore and Ylvisaker 1990). Another number of points is another sample.
/// </summary>
public static class LatinHypercube
{
    private const int MostTries = 20;

    /// <summary>Pairs of points that are compared in all: a large sample fills the space by itself.</summary>
    private const int MostPairs = 20_000_000;

    /// <summary>Points in [0, 1)^dimensions.</summary>
    /// <param name="count">Number of points, at least 1.</param>
    /// <param name="dimensions">Numbers a point.</param>
    /// <param name="seed">Seed of the design's own chance; no run's.</param>
    /// <exception cref="DesignException">The count is below 1.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Draw(int count, int dimensions, int seed)
    {
        RandomPoints.CheckCount(count);
        var random = new Xoshiro256StarStar(seed);
        double[][] best = [];
        var widest = double.NegativeInfinity;
        var tries = (int)Math.Clamp(MostPairs / ((long)count * count), 1, MostTries);
        for (var i = 0; i < tries; i++)
        {
            var sample = Sample(count, dimensions, random);
            var distance = tries == 1 ? 0 : SmallestSquaredDistance(sample);
            if (distance <= widest) continue;
            best = sample;
            widest = distance;
        }

        return best;
    }

    private static double[][] Sample(int count, int dimensions, Xoshiro256StarStar random)
    {
        var points = Enumerable.Range(0, count).Select(_ => new double[dimensions]).ToArray();
        for (var d = 0; d < dimensions; d++)
        {
            var strata = Combinatorics.GeneratePermutation(count, random);
            // The offset stays off the stratum's ends, so that rounding moves no point into its neighbour's.
            for (var i = 0; i < count; i++) points[i][d] = (strata[i] + 0.001 + (0.998 * random.NextDouble())) / count;
        }

        return points;
    }

    private static double SmallestSquaredDistance(double[][] points)
    {
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sum = 0.0;
                for (var d = 0; d < points[i].Length; d++) sum += (points[i][d] - points[j][d]) * (points[i][d] - points[j][d]);
                smallest = Math.Min(smallest, sum);
            }
        }

        return smallest;
    }
}
