using System.Globalization;

namespace Experiments.Data.Statistics.Effects;

/// <summary>What few seeds cannot show.</summary>
public static class FewSeeds
{
    /// <summary>Seeds from which normality can be looked at, roughly.</summary>
    private const int EnoughForNormality = 10;

    /// <summary>In a sentence or two, for a study whose settings have so many seeds; null where there is nothing to say.</summary>
    /// <param name="seeds">The fewest seeds that a setting has, at least 0.</param>
    public static string? CannotShow(int seeds)
    {
        var smallest = 2 / Math.Pow(2, seeds);
        return seeds switch
        {
            0 => "Without a seed there is nothing to say.",
            1 => "One seed gives a value and no interval: nothing is known of the spread over seeds.",
            >= EnoughForNormality => null,
            _ => (smallest > SeedPower.DefaultAlpha
                    ? string.Create(CultureInfo.InvariantCulture, $"With {seeds} seeds no test of signs (sign-flip, Wilcoxon) gives p below {smallest:0.####}: what is said rests on Student's t. ")
                    : "")
                + $"{seeds} seeds cannot show whether the differences are normal, as t intervals take them to be"
                + (seeds < ImageBootstrap.FewestSeeds ? $", and seeds are not resampled below {ImageBootstrap.FewestSeeds}." : "."),
        };
    }
}
