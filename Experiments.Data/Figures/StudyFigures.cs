using Experiments.Data.Statistics.Effects;

namespace Experiments.Data.Figures;

/// <summary>The figures of an uncertainty study, from its values.</summary>
public static class StudyFigures
{
    /// <summary>The claim's difference at the baseline, then at each other setting, grouped by the factors in which it differs.</summary>
    /// <param name="study">Study.</param>
    /// <param name="unit">The metric with its unit, such as <c>mIoU (points)</c>.</param>
    public static ForestPlot Forest(Study study, string unit)
    {
        ArgumentNullException.ThrowIfNull(study);
        return new ForestPlot(TitleOf(study), AxisOf(study, unit), [.. SettingDifference.Of(study).Select(s => Row(study, s))]);
    }

    /// <summary>How far each factor moves the claim's difference.</summary>
    /// <param name="study">Study.</param>
    /// <param name="unit">The metric with its unit.</param>
    public static TornadoChart Tornado(Study study, string unit)
    {
        ArgumentNullException.ThrowIfNull(study);
        var baseline = SettingDifference.Of(study).FirstOrDefault(s => study.Deviations(s.Levels).Count == 0)?.Difference.Mean ?? double.NaN;
        var levels = LevelEffects.Of(study).ToLookup(e => e.Factor);
        return new TornadoChart(
            $"What moves {study.A} against {study.B}", AxisOf(study, unit), baseline,
            [.. study.Factors.Select((f, i) => new TornadoFactor(f.Name, [.. levels[i].Select(l => new TornadoLevel(f.Levels[l.Level], l.Difference.Mean ?? double.NaN))]))]);
    }

    /// <summary>The claim's difference at each pair of levels of two factors, pooled over the settings that have them.</summary>
    /// <param name="study">Study.</param>
    /// <param name="first">Index of the factor along the axis.</param>
    /// <param name="second">Index of the factor of the lines.</param>
    /// <param name="unit">The metric with its unit.</param>
    /// <exception cref="ArgumentException">The factors are the same, or there is none of an index.</exception>
    public static InteractionPlot Interaction(Study study, int first, int second, string unit)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, study.Factors.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(second, study.Factors.Count);
        if (first == second) throw new ArgumentException($"{study.Factors[first].Name} has no interaction with itself: choose two factors.", nameof(second));
        var (f, s) = (study.Factors[first], study.Factors[second]);
        return new InteractionPlot(
            $"{f.Name} and {s.Name}", AxisOf(study, unit), f.Name, f.Levels, s.Name,
            [.. s.Levels.Select((label, j) => new InteractionSeries(label, [.. f.Levels.Select((_, i) => Point(study, (first, i), (second, j)))]))]);
    }

    private static string TitleOf(Study study) => $"{study.A} against {study.B}";

    private static string AxisOf(Study study, string unit) => $"{study.A} − {study.B}, {unit}";

    private static ForestRow Row(Study study, SettingDifference setting)
    {
        var deviations = study.Deviations(setting.Levels);
        var group = string.Join(" × ", deviations.Select(f => study.Factors[f].Name));
        var label = deviations.Count == 0 ? setting.Name : string.Join(", ", deviations.Select(f => study.Factors[f].Levels[setting.Levels[f]]));
        return new ForestRow(group, label, setting.Difference.Mean, setting.Difference.Interval, setting.Difference.N);
    }

    private static InteractionPoint Point(Study study, (int Factor, int Level) a, (int Factor, int Level) b)
    {
        var pooled = LevelEffects.OfPair(study, a, b);
        return new InteractionPoint(pooled?.Mean, pooled?.Interval);
    }
}
