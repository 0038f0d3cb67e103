namespace Experiments.Data.Sweeps.Designs;

/// <summary>
/// A baseline, and each other level of each factor with all other factors at their baseline: 1 + Σ(levels − 1) rows. It shows
/// each factor's effect at the baseline, and no interaction.
/// </summary>
public static class OneAtATime
{
    /// <summary>Level indices: the baseline first, then factor by factor, level by level.</summary>
    /// <param name="levels">Number of levels of each factor, each at least 1; the first is the baseline's.</param>
    /// <exception cref="DesignException">A factor has no level.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Rows(IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        FullFactorial.CheckLevels(levels);
        var rows = new List<IReadOnlyList<int>> { new int[levels.Count] };
        for (var factor = 0; factor < levels.Count; factor++)
        {
            for (var level = 1; level < levels[factor]; level++)
            {
                var row = new int[levels.Count];
                row[factor] = level;
                rows.Add(row);
            }
        }

        return rows;
    }
}
