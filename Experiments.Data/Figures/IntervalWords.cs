using System.Globalization;
using Experiments.Data.Statistics;

namespace Experiments.Data.Figures;

/// <summary>What intervals cover, in words: it stands below every figure that has some.</summary>
internal static class IntervalWords
{
    /// <summary>Over all intervals of a figure, with what a hollow mark means where there is one.</summary>
    public static string Note(IEnumerable<Interval> intervals, bool someHaveNone)
    {
        var kinds = intervals.Select(i => (i.Level, i.Covers)).Distinct().OrderBy(k => k).Select(k => string.Create(CultureInfo.InvariantCulture, $"{100 * k.Level:0.##} % over {Of(k.Covers)}")).ToArray();
        return string.Join(' ',
        [
            .. kinds.Length > 0 ? (string[])[$"Intervals: {string.Join("; ", kinds)}."] : [],
            .. someHaveNone ? (string[])["Hollow: no interval."] : [],
        ]);
    }

    private static string Of(IntervalCoverage covers) => covers switch
    {
        IntervalCoverage.Seeds => "seeds, on the same images",
        IntervalCoverage.Images => "images, for the same networks",
        IntervalCoverage.SeedsAndImages => "seeds and images",
        _ => throw new ArgumentOutOfRangeException(nameof(covers), covers, "Not a coverage."),
    };
}
