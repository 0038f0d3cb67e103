using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps.Expressions;

namespace Experiments.Web.Sweeps;

/// <summary>An axis that was read: its setting, and its levels or its range in numbers.</summary>
/// <param name="Axis">As defined.</param>
/// <param name="Setting">Its setting.</param>
/// <param name="Levels">Its values in the form that the setting prints; of a range those that the design takes, none where it draws.</param>
/// <param name="When">Its condition; null for always.</param>
internal sealed record SweepFactor(SweepAxis Axis, SettingDescriptor Setting, IReadOnlyList<string> Levels, Expression? When)
{
    private const int DrawnDigits = 4;
    private const int LevelDigits = 10;

    private double Min { get; init; }

    private double Max { get; init; }

    private bool IsWhole => Setting.Type == SettingType.Integer || Axis.Range?.Scale == SweepScale.Integer;

    /// <summary>The value at a place of the axis, 0 to below 1: a level, or four digits of a number of the range.</summary>
    public string At(double u)
    {
        if (Axis.Range is null) return Levels[Math.Min((int)(u * Levels.Count), Levels.Count - 1)];
        if (!IsWhole) return Text(Place(u), DrawnDigits);
        // Every whole number has a stretch of its own; on the log scale one that is long where numbers are small.
        return Axis.Range.Scale == SweepScale.Log
            ? Whole(Math.Round(Math.Exp(Math.Log(Min - 0.5) + (u * (Math.Log(Max + 0.5) - Math.Log(Min - 0.5))))))
            : Whole(Math.Floor(Min + (u * (Max - Min + 1))));
    }

    /// <summary>Reads the axes of a definition; each problem at its setting.</summary>
    public static List<SweepFactor> Read(SweepDefinition definition, List<SweepProblem> problems)
    {
        var factors = new List<SweepFactor>();
        foreach (var axis in definition.Axes)
        {
            try
            {
                var setting = SettingCatalog.Get(axis.Key);
                if (setting.Key == "seed")
                    problems.Add(new("seeds", "The seed cannot be varied like a setting: seeds repeat a configuration; name them under Seeds."));
                if (factors.Exists(f => f.Setting.Key == setting.Key))
                    problems.Add(new(setting.Key, $"{setting.Key} is varied twice: name all its values in one axis."));
                var when = string.IsNullOrWhiteSpace(axis.When) ? null : Expression.Condition(axis.When, $"The condition of {setting.Key},");
                if (when?.Settings.Contains(setting.Key) == true)
                    problems.Add(new(setting.Key, $"The condition of {setting.Key}, \"{axis.When}\", depends on {setting.Key} itself: name the settings that decide whether it varies."));
                var factor = new SweepFactor(axis with { Key = setting.Key }, setting, [], when);
                factors.Add(axis.Range is null ? factor with { Levels = Values(axis, setting, problems) } : factor.WithRange(axis.Range, definition.Design, problems));
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem(axis.Key, p)));
            }
        }

        return factors;
    }

    /// <summary>The values in the form that the setting prints, so that 0.01 and 1e-2 are seen to be one value.</summary>
    private static List<string> Values(SweepAxis axis, SettingDescriptor setting, List<SweepProblem> problems)
    {
        var values = new List<string>();
        if (axis.Values.Count == 0)
            problems.Add(new(axis.Key, $"{axis.Key} is varied but has no value: give several, separated by {SweepAxis.Separator}, or stop varying it."));
        foreach (var text in axis.Values)
        {
            if (SweepSteps.TryRead(text, out _, out var wrong))
            {
                problems.Add(new(axis.Key, $"{axis.Key}: {wrong ?? $"\"{text}\" is a range in steps and stands beside other values: give it alone, or name its values."}"));
                continue;
            }

            try
            {
                var value = SettingDescriptor.Format(setting.Parse(text));
                if (values.Contains(value, StringComparer.Ordinal))
                    problems.Add(new(axis.Key, $"{axis.Key} has the value {value} twice: both would be the same runs; remove one."));
                values.Add(value);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems.Select(p => new SweepProblem(axis.Key, p)));
            }
        }

        return values;
    }

    private SweepFactor WithRange(SweepRange range, SweepDesign design, List<SweepProblem> problems)
    {
        var key = Setting.Key;
        var found = problems.Count;
        void Problem(string message) => problems.Add(new(key, message));
        if (Axis.Values.Count > 0) Problem($"{key} has values and a range: give one of them.");
        if (Setting.Type is not (SettingType.Integer or SettingType.Real))
        {
            Problem($"{key} is no number: a range needs one; give its values instead.");
            return this;
        }

        var min = Number(range.Min, Problem);
        var max = Number(range.Max, Problem);
        if (problems.Count > found) return this;
        if (min >= max) Problem($"{key} ranges from {range.Min} to {range.Max}: the first must be below the second; swap them, or give one value.");
        if (range.Scale == SweepScale.Log && min <= 0) Problem($"{key} ranges from {range.Min} on a log scale: both ends must be above 0; raise it, or use linear.");
        if (range.Levels is < 2 or > SweepExpansion.DefaultMostRuns)
            Problem(string.Create(CultureInfo.InvariantCulture, $"{key} has {range.Levels} levels of its range: it must be between 2 and {SweepExpansion.DefaultMostRuns}; the default is {SweepRange.DefaultLevels}."));
        var read = this with { Min = min, Max = max };
        if (read.IsWhole && (min != Math.Floor(min) || max != Math.Floor(max))) Problem($"{key} ranges from {range.Min} to {range.Max} in whole numbers: both ends must be whole.");
        if (problems.Count > found) return this;
        return design switch
        {
            SweepDesign.Random or SweepDesign.LatinHypercube => read,
            SweepDesign.FractionalFactorial => read with { Levels = [read.Level(0, 2), read.Level(1, 2)] },
            _ => read with { Levels = [.. Enumerable.Range(0, range.Levels).Select(i => read.Level(i, range.Levels)).Distinct(StringComparer.Ordinal)] },
        };
    }

    private double Number(string text, Action<string> problem)
    {
        if (double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        problem($"{Setting.Key} ranges to or from \"{text}\": it must be a number such as 0.01 or 1e-4.");
        return double.NaN;
    }

    private string Level(int index, int count)
    {
        if (index == 0 || index == count - 1) return IsWhole ? Whole(index == 0 ? Min : Max) : SettingDescriptor.Format(index == 0 ? Min : Max);
        var value = Place((double)index / (count - 1));
        return IsWhole ? Whole(Math.Round(value, MidpointRounding.AwayFromZero)) : Text(value, LevelDigits);
    }

    private double Place(double u) => Axis.Range!.Scale == SweepScale.Log
        ? Math.Exp(Math.Log(Min) + (u * (Math.Log(Max) - Math.Log(Min))))
        : Min + (u * (Max - Min));

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Rounded, and never over the ends.</summary>
    private string Text(double value, int digits) =>
        SettingDescriptor.Format(Math.Clamp(double.Parse(value.ToString($"G{digits.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), Min, Max));
}
