using System.Globalization;
using Experiments.Data.Statistics;

namespace Experiments.Web.Comparing;

/// <summary>An axis of a plot.</summary>
/// <param name="Title">Title, with the unit.</param>
/// <param name="Categories">Its values in order, where they are no numbers; null for numbers.</param>
public sealed record PlotAxis(string Title, IReadOnlyList<string>? Categories);

/// <summary>A run in a plot.</summary>
/// <param name="Run">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Colour">Colour of that, 0 to 7.</param>
/// <param name="Values">A value an axis: a number, or the index of a category; null where the run has none.</param>
public sealed record PlotRun(long Run, string Name, string Group, int Colour, IReadOnlyList<double?> Values);

/// <summary>A box of a plot.</summary>
/// <param name="Category">Index of its category.</param>
/// <param name="N">Runs in it.</param>
/// <param name="Numbers">Least, lower quartile, median, upper quartile, greatest.</param>
public sealed record PlotBox(int Category, int N, IReadOnlyList<double> Numbers);

/// <summary>What a plot is given.</summary>
/// <param name="Kind"><c>scatter</c>, <c>parallel</c>, <c>box</c>.</param>
/// <param name="Axes">Axes: x and y; of parallel coordinates the last is the metric.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Boxes">Boxes, of box plots.</param>
/// <param name="LeftOut">Runs that are not drawn: without x or y; of parallel coordinates, without the metric.</param>
public sealed record PlotData(string Kind, IReadOnlyList<PlotAxis> Axes, IReadOnlyList<PlotRun> Runs, IReadOnlyList<PlotBox> Boxes, int LeftOut)
{
    /// <summary>A plot of variables.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="view">What is compared.</param>
    /// <param name="variables">A variable an axis.</param>
    /// <param name="newest">Newest value of a curve by its name and run.</param>
    public static PlotData Of(PlotKind kind, CompareView view, IReadOnlyList<PlotVariable> variables, Func<string, long, double?> newest)
    {
        ArgumentNullException.ThrowIfNull(view);
        // A box is of repeats: a same-seed check is none.
        var runs = view.Groups.SelectMany(g => g.Runs.Where(r => kind != PlotKind.Box || r.ReproductionOfRunId is null).Select(r => (Group: g, r.RunId, r.Name))).ToList();
        var columns = variables.Select((v, i) => Column(view, v, newest, isCategory: kind == PlotKind.Box && i == 0)).ToList();
        var rows = runs.Select(r => new PlotRun(r.RunId, r.Name, r.Group.Label, SeriesStyle.ColourOf(r.Group.Slot), [.. columns.Select(c => c.Values.GetValueOrDefault(r.RunId))])).ToList();
        // The metric colours the lines of parallel coordinates: a line without it would say nothing.
        var drawn = rows.Where(r => kind == PlotKind.Parallel ? r.Values.Count > 0 && r.Values[^1] is not null : r.Values.All(v => v is not null)).ToList();
        return new PlotData(CompareState.Name(kind), [.. columns.Select(c => c.Axis)], drawn, kind == PlotKind.Box ? BoxesOf(drawn) : [], rows.Count - drawn.Count);
    }

    private static List<PlotBox> BoxesOf(List<PlotRun> runs) =>
        [.. runs.GroupBy(r => (int)r.Values[0]!.Value).OrderBy(g => g.Key).Select(g => new PlotBox(g.Key, g.Count(), Numbers(FiveNumbers.Of(g.Select(r => r.Values[1]!.Value))!)))];

    private static double[] Numbers(FiveNumbers of) => [of.Least, of.LowerQuartile, of.Median, of.UpperQuartile, of.Greatest];

    private static (PlotAxis Axis, Dictionary<long, double?> Values) Column(CompareView view, PlotVariable variable, Func<string, long, double?> newest, bool isCategory)
    {
        var title = variable.Title(view);
        switch (variable.Kind)
        {
            case VariableKind.Group:
                return (new PlotAxis(title, [.. view.Groups.Select(g => g.Label)]), view.Groups.SelectMany((g, i) => g.Runs.Select(r => (r.RunId, i))).ToDictionary(x => x.RunId, x => (double?)x.i));
            case VariableKind.Score:
                var protocol = view.ProtocolOf(variable.Protocol)?.Fingerprint;
                return (new PlotAxis(title, null), view.Scores.Where(s => s.ProtocolFingerprint == protocol).ToDictionary(s => s.RunId, s => s.ValueOf(variable.Key) * 100));
            case VariableKind.Curve:
                return (new PlotAxis(title, null), view.Runs.ToDictionary(r => r.RunId, r => newest(variable.Key, r.RunId)));
            case VariableKind.Setting:
                var texts = view.Settings.FirstOrDefault(s => s.Key == variable.Key)?.Values ?? new Dictionary<long, string>();
                if (!isCategory && texts.Values.All(t => Number(t) is not null)) return (new PlotAxis(title, null), texts.ToDictionary(t => t.Key, t => Number(t.Value)));
                var all = texts.Values.Distinct(StringComparer.Ordinal).OrderBy(t => Number(t) ?? double.PositiveInfinity).ThenBy(t => t, StringComparer.Ordinal).ToList();
                return (new PlotAxis(title, [.. all.Select(t => t.Length == 0 ? "empty" : t)]), texts.ToDictionary(t => t.Key, t => (double?)all.IndexOf(t.Value)));
            default:
                throw new InvalidOperationException($"No such kind of variable: {variable.Kind}.");
        }
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
