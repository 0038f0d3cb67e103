using Experiments.Data.Comparing;

namespace Experiments.Web.Comparing;

/// <summary>Reads what a plot of many runs is given.</summary>
/// <param name="query">What is compared.</param>
/// <param name="comparisons">Newest values of curves.</param>
public sealed class PlotQuery(CompareQuery query, ComparisonQueries comparisons)
{
    private const int MostAxes = 9;

    /// <summary>The plot that a state asks for; what it leaves open is chosen.</summary>
    public async Task<PlotData> OfAsync(CompareState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        var view = await query.OfAsync(state.Set, cancellationToken);
        var variables = Variables(state, view);
        var newest = new Dictionary<string, IReadOnlyDictionary<long, double>>(StringComparer.Ordinal);
        foreach (var key in variables.Where(v => v.Kind == VariableKind.Curve).Select(v => v.Key).Distinct())
            newest[key] = await comparisons.NewestAsync([.. view.Runs.Select(r => r.RunId)], key, cancellationToken);
        return PlotData.Of(state.Plot, view, variables, (key, run) => newest[key].TryGetValue(run, out var value) ? value : null);
    }

    /// <summary>The variables of the axes that a state asks for, x before y; none where there is nothing to draw.</summary>
    public static IReadOnlyList<PlotVariable> Variables(CompareState state, CompareView view)
    {
        ArgumentNullException.ThrowIfNull(state);
        var all = PlotVariable.Of(view);
        var outcomes = PlotVariable.Outcomes(view);
        var y = Known(state.PlotY, all) ?? (outcomes.Count > 0 ? outcomes[0] : null);
        if (y is null) return [];
        return state.Plot switch
        {
            PlotKind.Scatter => [Known(state.PlotX, all) ?? all.FirstOrDefault(v => v != y) ?? y, y],
            PlotKind.Box => [Known(state.PlotX, [PlotVariable.Group, .. all.Where(v => v.Kind == VariableKind.Setting)]) ?? PlotVariable.Group, y],
            PlotKind.Parallel => [.. all.Where(v => v.Kind == VariableKind.Setting).Take(MostAxes - 1), y],
            _ => throw new ArgumentOutOfRangeException(nameof(state), state.Plot, "No such plot."),
        };
    }

    private static PlotVariable? Known(string text, IReadOnlyList<PlotVariable> all) => PlotVariable.Read(text) is { } wanted && all.Contains(wanted) ? wanted : null;
}
