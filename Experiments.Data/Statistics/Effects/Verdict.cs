using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics.Effects;

/// <summary>What a study says of a claim as a whole.</summary>
public enum StudyFinding
{
    /// <summary>It holds at every setting.</summary>
    Holds,

    /// <summary>It holds at some settings and flips at none; at the others the data cannot say.</summary>
    HoldsWhereDecided,

    /// <summary>It holds at some settings and flips at others.</summary>
    Depends,

    /// <summary>It flips at some settings and holds at none.</summary>
    Flips,

    /// <summary>At no setting can the data say.</summary>
    CannotSay,
}

/// <summary>What a study declares before it judges.</summary>
public sealed record VerdictOptions
{
    /// <summary>The smallest difference that matters, in the metric's own unit; 0.005 is half a point of mIoU. Above 0.</summary>
    public double SmallestDifference { get; init; } = 0.005;

    /// <summary>Wanted chance to find it, above 0.05 and below 1.</summary>
    public double Power { get; init; } = SeedPower.DefaultPower;

    /// <summary>Level of the intervals.</summary>
    public double Level { get; init; } = Interval.DefaultLevel;

    /// <summary>What the metric is multiplied with in sentences: 100 gives points.</summary>
    public double Scale { get; init; } = 100;

    /// <summary>Name of that unit.</summary>
    public string Unit { get; init; } = "points";
}

/// <summary>
/// Under how many settings a claim holds, where it flips, where the data cannot say, and how many seeds could. A setting is judged by
/// its t interval; over many settings some will seem to differ by chance, so the count after Holm's adjustment stands beside (Holm 1979).
/// </summary>
/// <param name="Finding">The whole.</param>
/// <param name="Settings">Each setting, in the study's order.</param>
/// <param name="Sentences">The verdict in words, what few seeds cannot show included.</param>
public sealed record Verdict(StudyFinding Finding, IReadOnlyList<SettingVerdict> Settings, IReadOnlyList<string> Sentences)
{
    /// <summary>Judges a study.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The smallest difference, the power or the level is out of range.</exception>
    public static Verdict Of(Study study, VerdictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        options ??= new VerdictOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SmallestDifference);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Power, SeedPower.DefaultAlpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Power, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Level, 1);
        var settings = Judge(study, SettingDifference.Of(study, options.Level), options);
        var (holds, flips) = (settings.Count(s => s.Finding == Effects.Finding.Holds), settings.Count(s => s.Finding == Effects.Finding.Flips));
        var finding = (holds, flips) switch
        {
            ( > 0, 0) when holds == settings.Count => StudyFinding.Holds,
            ( > 0, 0) => StudyFinding.HoldsWhereDecided,
            ( > 0, > 0) => StudyFinding.Depends,
            (0, > 0) => StudyFinding.Flips,
            _ => StudyFinding.CannotSay,
        };
        return new Verdict(finding, settings, VerdictWords.Of(study, settings, options));
    }

    private static IReadOnlyList<SettingVerdict> Judge(Study study, IReadOnlyList<SettingDifference> settings, VerdictOptions options)
    {
        var tests = settings.Select(s => s.Difference.Interval is null ? null : PairedT.Test([.. s.Pairs.Select(p => p.Difference)])).ToArray();
        var adjusted = new Queue<double>(Holm.Adjust([.. tests.OfType<TestResult>().Select(t => t.PValue)]));
        var variances = settings.Where(s => s.Difference.Interval is not null).Select(s => s.Difference.StandardDeviation!.Value * s.Difference.StandardDeviation!.Value).ToArray();
        double? usual = variances.Length == 0 ? null : Math.Sqrt(variances.Mean());
        return
        [
            .. settings.Zip(tests, (setting, test) =>
            {
                var finding = setting.Difference.Interval switch
                {
                    null => Effects.Finding.NoInterval,
                    { Low: > 0 } => Effects.Finding.Holds,
                    { High: < 0 } => Effects.Finding.Flips,
                    _ => Effects.Finding.CannotSay,
                };
                var needed = SeedsNeeded(setting, finding, usual, options);
                return new SettingVerdict(
                    setting, finding, test?.PValue, test is null ? null : adjusted.Dequeue(), needed, VerdictWords.Of(study, setting, finding, needed, options));
            }),
        ];
    }

    private static int? SeedsNeeded(SettingDifference setting, Finding finding, double? usual, VerdictOptions options)
    {
        var deviation = finding switch
        {
            Effects.Finding.CannotSay => setting.Difference.StandardDeviation,
            Effects.Finding.NoInterval when setting.Pairs.All(p => double.IsFinite(p.Difference)) => usual,
            _ => null,
        };
        return deviation switch
        {
            null => null,
            // Differences without any spread: two seeds are the fewest that show it.
            0 => 2,
            _ => SeedPower.SeedsNeeded(options.SmallestDifference, deviation.Value, power: options.Power),
        };
    }
}
