using Experiments.Data.Metrics;
using Experiments.Web.Components.Shared;

namespace Experiments.Web.Comparing;

/// <summary>Reads one curve of everything that is compared, as a chart draws it.</summary>
/// <param name="query">Names of the groups.</param>
/// <param name="curves">Points.</param>
/// <param name="places">Where points lie.</param>
public sealed class CompareCurves(CompareQuery query, CurveQueries curves, CurvePlaces places)
{
    private const int MostPoints = 1000;
    private const int FewestPoints = 200;

    // As many as a browser draws at once without being felt.
    private const int PointsInAll = 40_000;

    /// <summary>The curves of a set: a run's own, a group's mean with its band.</summary>
    /// <param name="set">What is compared.</param>
    /// <param name="key">Name of the curve.</param>
    /// <param name="axis">What they run along.</param>
    /// <param name="band">What the bands show.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<ChartCurves> OfAsync(CompareSet set, string key, CurveAxis axis, BandKind band, CancellationToken cancellationToken = default)
    {
        var (groups, _) = await query.GroupsAsync(set, cancellationToken);
        var found = await curves.GroupsAsync([.. groups.Select(g => (IReadOnlyList<long>)[.. g.Counted.Select(r => r.RunId)])], key, PointsFor(groups.Sum(g => g.Counted.Count)), cancellationToken);
        var series = new List<ChartCurve>(groups.Count);
        List<string> without = [], nowhere = [], shortened = [];
        foreach (var (group, read) in groups.Zip(found))
        {
            if (read.Curves.Count == 0)
            {
                without.Add(group.Label);
                continue;
            }

            var x = await places.OfAsync(read.Curves, axis, cancellationToken);
            var curve = group.IsGroup
                ? ChartCurve.Of(GroupCurve.Of([.. read.Curves.Select(c => c.Points)], read.Grid, band), band, read.Curves.Sum(c => c.TotalPoints), MeanPlace(read, x))
                : ChartCurve.Of(read.Curves[0], x[0]) with { Band = [] };
            if (curve.Points.Count == 0)
            {
                nowhere.Add(group.Label);
                continue;
            }

            if (group.IsGroup && IsShortened(read)) shortened.Add(group.Label);
            series.Add(curve with { Name = Named(group, read), Slot = group.Slot, Colour = SeriesStyle.ColourOf(group.Slot), Dash = SeriesStyle.DashOf(group.Slot), Main = group.IsGroup || groups.Count <= SeriesStyle.Colours });
        }

        return new ChartCurves(ChartCurves.TitleOf(axis), axis == CurveAxis.Time, [.. Notes(key, axis, without, nowhere, shortened)], series);
    }

    /// <summary>At most so many points a curve that all of them are drawn without being felt.</summary>
    public static int PointsFor(int count) => Math.Clamp(PointsInAll / Math.Max(1, count), FewestPoints, MostPoints);

    /// <summary>A stretch's last step differs between runs where they log at other steps: each is placed by its own.</summary>
    private static Func<int, double?> MeanPlace(GroupSeries read, IReadOnlyList<Func<int, double?>> places)
    {
        var steps = read.Curves.Select(c => c.Points.ToDictionary(p => read.Grid.IndexOf(p.Step), p => p.Step)).ToList();
        return CurvePlaces.Mean([.. places.Select((place, i) => (Func<int, double?>)(step => steps[i].TryGetValue(read.Grid.IndexOf(step), out var own) ? place(own) : null))]);
    }

    private static bool IsShortened(GroupSeries read) => read.Curves.Select(c => read.Grid.IndexOf(c.Points[^1].Step)).Distinct().Count() > 1;

    private static string Named(ComparedGroup group, GroupSeries read) =>
        group.IsGroup && read.Curves.Count < group.Runs.Count ? $"{group.Label}, {read.Curves.Count} drawn" : group.Label;

    private static IEnumerable<string> Notes(string key, CurveAxis axis, List<string> without, List<string> nowhere, List<string> shortened)
    {
        if (without.Count > 0) yield return $"No points of {key} yet: {Listed(without)}.";
        if (nowhere.Count > 0)
        {
            yield return axis == CurveAxis.Epoch
                ? $"Not drawn, the number of training images is not in the configuration: {Listed(nowhere)}."
                : $"Not drawn, when the points were written is not on record: {Listed(nowhere)}.";
        }

        if (shortened.Count > 0) yield return $"Runs of different length; the mean ends with the shortest: {Listed(shortened)}.";
    }

    private static string Listed(List<string> names) => names.Count <= 3 ? string.Join("; ", names) : $"{string.Join("; ", names.Take(3))} and {Show.Plural(names.Count - 3, "other")}";
}
