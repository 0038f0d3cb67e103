using System.Globalization;

namespace Experiments.Data.Sweeps.Designs;

/// <summary>
/// A baseline, and each other level of each factor with all other factors at their baseline: 1 + Σ(levels − 1) rows. It shows
/// each factor's effect at the baseline, and no interaction.
/// </summary>
public static class OneAtATime
{
    /// <summary>Level indices: the baseline first, then factor by factor, level by level.</summary>
    /// <param name="levels">Number of levels of each factor, each at least 1.</param>
    /// <param name="baseline">Level index of each factor in the baseline; null for the first of each.</param>
    /// <exception cref="DesignException">A factor has no level, or the baseline does not fit the factors.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Rows(IReadOnlyList<int> levels, IReadOnlyList<int>? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        FullFactorial.CheckLevels(levels);
        baseline ??= new int[levels.Count];
        if (baseline.Count != levels.Count)
            throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"The baseline has {baseline.Count} levels for {levels.Count} factors: give one level a factor."));
        var rows = new List<IReadOnlyList<int>> { baseline.ToArray() };
        for (var factor = 0; factor < levels.Count; factor++)
        {
            if (baseline[factor] < 0 || baseline[factor] >= levels[factor])
                throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"The baseline of factor {factor + 1} is level {baseline[factor]}: it must be between 0 and {levels[factor] - 1}."));
            for (var level = 0; level < levels[factor]; level++)
            {
                if (level == baseline[factor]) continue;
                var row = baseline.ToArray();
                row[factor] = level;
                rows.Add(row);
            }
        }

        return rows;
    }
}
