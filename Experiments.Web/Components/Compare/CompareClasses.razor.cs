using System.Globalization;
using Experiments.Data.Comparing;
using Experiments.Data.Results;
using Experiments.Data.Statistics.Effects;
using Experiments.Engine.Schema;
using Experiments.Web.Comparing;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Compare;

/// <summary>IoU per class of two runs or groups, of classifiers the accuracy, with intervals over seeds, and those of IoU on demand over images.</summary>
public sealed partial class CompareClasses : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<long, double[]> _accuracies = [];
    private ScoreTable? _table;
    private IReadOnlyList<string> _classes = [];
    private IReadOnlyList<DifferenceBootstrap>? _images;
    private string _pair = "";
    private string? _problem;
    private bool _areClassifiers;
    private bool _busy;

    [Inject]
    private EvaluationQueries Evaluations { get; set; } = null!;

    [Inject]
    private ImageComparisons Images { get; set; } = null!;

    private ComparedProtocol? Protocol => View.ProtocolOf(State.Protocol);

    private IReadOnlyList<ScoreCell> Differences => _table!.Rows[1].Cells;

    /// <summary>The classes, the biggest difference first; those without one last.</summary>
    private IEnumerable<int> Order => Enumerable.Range(0, Differences.Count).OrderByDescending(k => Differences[k].Difference is { } d && double.IsFinite(d) ? Math.Abs(d) : -1).ThenBy(k => k);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Other is not { } other || Protocol is not { } protocol) return;
        var (view, reference) = (View, Baseline);
        var scores = view.ScoresOf(reference, protocol.Fingerprint).Values.Concat(view.ScoresOf(other, protocol.Fingerprint).Values).ToList();
        var pair = $"{reference.Slot} {other.Slot} {protocol.Fingerprint} {string.Join(' ', scores.Select(s => s.JobId))}";
        if (pair == _pair) return;
        (_pair, _table, _images, _problem) = (pair, null, null, null);
        // A classifier has no IoU: the right share of each class is worked out from its counts.
        var areClassifiers = scores.Count > 0 && scores.TrueForAll(s => s.IsClassifier);
        if (areClassifiers) await ReadAsync(scores);
        // Another pair may have been chosen meanwhile.
        if (pair != _pair) return;
        _areClassifiers = areClassifiers;
        _table = ScoreTable.OfClasses(view, reference, other, protocol.Fingerprint, areClassifiers ? _accuracies : []);
        var names = scores.Count == 0 ? [] : (await Evaluations.ClassNamesAsync(scores[0].JobId, _gone.Token)).Names;
        if (pair == _pair) _classes = names;
    }

    /// <summary>Counts of an evaluation never change: they are read once.</summary>
    private async Task ReadAsync(IEnumerable<ComparedScore> scores)
    {
        foreach (var evaluation in scores.Select(s => s.EvaluationId).Where(id => !_accuracies.ContainsKey(id)).ToList())
        {
            if (await Evaluations.CountsAsync(evaluation, _gone.Token) is { } counts) _accuracies[evaluation] = new ConfusionMatrix(counts.Classes, counts.Counts).RightShares();
        }
    }

    private async Task OverImagesAsync()
    {
        if (_busy || Other is not { } other || Protocol is not { } protocol) return;
        _busy = true;
        var pair = _pair;
        try
        {
            var found = await Images.CompareClassesAsync(Pairs(View.ScoresOf(Baseline, protocol.Fingerprint), View.ScoresOf(other, protocol.Fingerprint)), _gone.Token);
            if (pair == _pair) _images = found.Count >= Differences.Count ? found : null;
        }
        catch (UsageException e)
        {
            if (pair == _pair) _problem = e.Message;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Evaluations of one seed of both; of two single runs the two, whatever their seeds.</summary>
    private static IReadOnlyList<(long A, long B)> Pairs(IReadOnlyDictionary<int, ComparedScore> a, IReadOnlyDictionary<int, ComparedScore> b) =>
        a.Count == 1 && b.Count == 1
            ? [(a.Values.Single().JobId, b.Values.Single().JobId)]
            : [.. a.Keys.Where(b.ContainsKey).Order().Select(seed => (a[seed].JobId, b[seed].JobId))];

    private string Name(int k) => k < _classes.Count ? _classes[k] : string.Create(CultureInfo.InvariantCulture, $"class {k}");

    private static string Score(ScoreCell cell) => cell.Over.N == 0 ? Show.Nothing : cell.Over.Mean is { } mean && double.IsNaN(mean) ? "absent" : Show.MeanAndDeviation(cell.Over.Mean, cell.Over.StandardDeviation);

    private string Share(ScoreCell cell)
    {
        var greatest = Differences.Select(c => c.Difference is { } d && double.IsFinite(d) ? Math.Abs(d) : 0).DefaultIfEmpty(0).Max();
        return (cell.Difference is { } own && double.IsFinite(own) && greatest > 0 ? Math.Abs(own) / greatest : 0).ToString("0.###", CultureInfo.InvariantCulture);
    }
}
