using System.Globalization;

namespace Experiments.Data.Sweeps.Designs;

/// <summary>Every combination of every factor's levels.</summary>
public static class FullFactorial
{
    /// <summary>Number of rows; a double, because a product of many factors passes any integer.</summary>
    /// <param name="levels">Number of levels of each factor.</param>
    public static double Count(IEnumerable<int> levels) => levels.Aggregate(1.0, (product, n) => product * n);

    /// <summary>The rows in order, made one at a time: level index of each factor, the last factor varies fastest. No factor gives one empty row.</summary>
    /// <param name="levels">Number of levels of each factor, each at least 1.</param>
    /// <exception cref="DesignException">A factor has no level.</exception>
    public static IEnumerable<IReadOnlyList<int>> Rows(IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        CheckLevels(levels);
        return Walk(levels);
    }

    internal static void CheckLevels(IReadOnlyList<int> levels)
    {
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] < 1)
                throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"Factor {i + 1} has {levels[i]} levels: a factor needs at least one; give it values or leave it out."));
        }
    }

    private static IEnumerable<IReadOnlyList<int>> Walk(IReadOnlyList<int> levels)
    {
        var row = new int[levels.Count];
        while (true)
        {
            yield return [.. row];
            var factor = levels.Count - 1;
            while (factor >= 0 && ++row[factor] == levels[factor]) row[factor--] = 0;
            if (factor < 0) yield break;
        }
    }
}
