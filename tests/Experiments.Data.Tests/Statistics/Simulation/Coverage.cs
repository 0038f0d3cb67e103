using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Experiments.Data.Tests.Statistics.Simulation;

/// <summary>How often intervals hold the truth of simulated studies. Every study has its own generator, so a number of them repeats.</summary>
internal static class Coverage
{
    /// <summary>t intervals of normal differences.</summary>
    /// <param name="seeds">Seeds a study.</param>
    /// <param name="studies">Number of studies.</param>
    /// <returns>The number of studies whose interval holds the truth.</returns>
    public static int OfSeeds(int seeds, int studies)
    {
        const double Truth = 0.004;
        return Enumerable.Range(0, studies).Count(study =>
        {
            var random = new Xoshiro256StarStar((1_000_003 * seeds) + study);
            var differences = Enumerable.Range(0, seeds).Select(_ => Normal.Sample(random, Truth, 0.006)).ToArray();
            return SeedStatistics.Of(differences).IntervalOfMean()!.Contains(Truth);
        });
    }

    /// <summary>BCa intervals over images of the difference of two networks.</summary>
    /// <param name="set">Population.</param>
    /// <param name="images">Images a study.</param>
    /// <param name="studies">Number of studies.</param>
    /// <param name="resamples">Resamples a study.</param>
    /// <param name="truth">mIoU difference of the population, by <see cref="SimulatedSet.Truth"/>.</param>
    /// <returns>The number of studies whose interval lies above, holds and lies below the truth.</returns>
    public static (int Above, int Held, int Below) OfImages(SimulatedSet set, int images, int studies, int resamples, double truth) => Count(studies, truth, study =>
    {
        var (a, b) = set.Draw(new Xoshiro256StarStar(7_000_003 + study), images);
        return ImageBootstrap.OfDifference(a, b, new BootstrapOptions { Resamples = resamples, Seed = study })!;
    });

    /// <summary>Two-level intervals over seeds and images; parameters as for images.</summary>
    public static (int Above, int Held, int Below) OfSeedsAndImages(SimulatedSet set, int seeds, double seedDeviation, int images, int studies, int resamples, double truth) => Count(studies, truth, study =>
    {
        var (a, b) = set.Draw(new Xoshiro256StarStar(9_000_011 + study), images, seeds, seedDeviation);
        return DifferenceBootstrap.Of(a, b, new BootstrapOptions { Resamples = resamples, Seed = study }).Interval!;
    });

    private static (int Above, int Held, int Below) Count(int studies, double truth, Func<int, Interval> study)
    {
        var (above, below) = (0, 0);
        for (var i = 0; i < studies; i++)
        {
            var interval = study(i);
            if (interval.Low > truth) above++;
            else if (interval.High < truth) below++;
        }

        return (above, studies - above - below, below);
    }
}
