using System.Globalization;
using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>All that is known of the comparisons of an opened row: every test, what so few seeds can find, and on demand the interval over images.</summary>
public sealed partial class ComparisonDetail : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<int, (string Text, string Title)> _images = [];
    private string _values = "";
    private bool _busy;

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The row.</summary>
    [Parameter, EditorRequired]
    public GridRowView Row { get; set; } = null!;

    [Inject]
    private ImageComparisons Images { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>An interval stands for the evaluations that it was computed from.</summary>
    protected override void OnParametersSet()
    {
        var values = string.Join(' ', Row.Cells.SelectMany(c => c.Values).Select(v => v.EvaluationId));
        if (values != _values) _images.Clear();
        _values = values;
    }

    private async Task CompareAsync(GridComparison comparison)
    {
        if (_busy) return;
        _busy = true;
        var values = _values;
        try
        {
            var found = await WordsAsync(Row.Cells[comparison.Against], Row.Cells[comparison.Column]);
            // The cells may have other evaluations by now.
            if (values == _values) _images[comparison.Column] = found;
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<(string Text, string Title)> WordsAsync(GridCellView against, GridCellView cell)
    {
        try
        {
            var found = await Images.CompareAsync(against, cell, _gone.Token);
            return found.Interval is { } interval
                ? ($"{Show.PointRange(interval)}{(interval.Covers == IntervalCoverage.SeedsAndImages ? ", seeds too" : "")}", found.Note ?? "Resamples seeds and images.")
                : (Show.Nothing, found.Note ?? "");
        }
        catch (UsageException e)
        {
            return ("not to be had", e.Message);
        }
    }

    private static string P(TestResult? test) => test is null ? Show.Nothing : Show.PValue(test.PValue);

    private static string? Floor(TestResult? test) => test is { SmallestPValue: > 0 } floored && floored.PValue <= floored.SmallestPValue * 1.0001
        ? $"The smallest p that so few seeds can give: {floored.SmallestPValue.ToString("0.####", CultureInfo.InvariantCulture)}"
        : null;
}
