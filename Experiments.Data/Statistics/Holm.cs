namespace Experiments.Data.Statistics;

/// <summary>
/// Holm's step-down adjustment of p-values over a table (Holm 1979): with it, the chance that any of the table's "differences" is
/// none stays below the level, whatever the tests have to do with each other.
/// </summary>
public static class Holm
{
    /// <summary>Adjusted p-values in the order given: the running maximum of (m − rank + 1)·p over rising p, at most 1.</summary>
    /// <param name="pValues">Of the m tests, each 0 to 1.</param>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        var largest = 0.0;
        var rank = 0;
        foreach (var index in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(1, (pValues.Count - rank++) * pValues[index]));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
