using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Web.Evaluations;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>How good a run is, class by class: IoU under each protocol, what is taken for what, every evaluation and metric.</summary>
public sealed partial class ScoresTab
{
    private const int ManyClasses = 40;
    private const int MostConfusions = 15;

    private readonly Dictionary<long, EvaluationCounts> _counts = [];
    private IReadOnlyDictionary<long, double[]> _values = new Dictionary<long, double[]>();
    private IReadOnlyList<ConfusionShare> _top = [];
    private ConfusionMap? _map;
    private bool _fits;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its evaluations, the first scored first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];

    /// <summary>Its classes, in index order.</summary>
    [Parameter]
    public IReadOnlyList<ClassInfo> Classes { get; set; } = [];

    [Inject]
    private EvaluationQueries Evaluations { get; set; } = null!;

    private ConfusionBy Whole => ConfusionWords.Parse(By);

    private RunScore Shown => Scores.FirstOrDefault(s => s.Evaluation.Id == EvaluationId) ?? Scores[0];

    private bool IsClassifier => Scores.Count > 0 && Scores[0].Evaluation.HeadlineMetric == GridColumn.TopOne;

    /// <summary>The evaluation whose confusions are shown; the first where it is none of these.</summary>
    private long? EvaluationId => Query.Number("evaluation");

    /// <summary>What cells are shares of, see <see cref="ConfusionBy"/>.</summary>
    private string? By => Query.Text("by");

    /// <summary>Column that classes are sorted by, see <see cref="ClassTable.Sort"/>.</summary>
    private string? Sort => Query.Text("sort");

    private bool Descending => Query.Flag("down");

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Scores.Count == 0) return;
        // A classifier has no IoU: the right share of each class is worked out from its counts.
        foreach (var score in Scores.Where(s => s == Shown || IsClassifier)) await ReadAsync(score.Evaluation.Id);
        _values = Scores.ToDictionary(s => s.Evaluation.Id, s => IsClassifier ? Accuracy(s.Evaluation.Id) : s.Evaluation.ClassIoU);
        _top = MatrixOf(Shown.Evaluation.Id) is { } matrix ? matrix.Top(MostConfusions, Whole) : [];
    }

    /// <summary>Counts of an evaluation never change: they are read once.</summary>
    private async Task ReadAsync(long evaluation)
    {
        if (!_counts.ContainsKey(evaluation) && await Evaluations.CountsAsync(evaluation, Gone) is { } counts) _counts[evaluation] = counts;
    }

    private ConfusionMatrix? MatrixOf(long evaluation) => _counts.TryGetValue(evaluation, out var counts) ? new ConfusionMatrix(counts.Classes, counts.Counts) : null;

    private double[] Accuracy(long evaluation) => MatrixOf(evaluation)?.RightShares() ?? [];

    private string NameOf(int k) => ConfusionWords.ClassName([.. Classes.Select(c => c.Name)], k);

    private Task ShowAsync(ConfusionShare cell) => _map?.ShowAsync(cell.Truth, cell.Prediction) ?? Task.CompletedTask;

    private void Go(string? evaluation = null, string? by = null) => Navigation.NavigateTo(Link(evaluation, by, Sort, Descending));

    private string SortedBy(string column, bool descending) => Link(null, null, column, descending);

    private string Link(string? evaluation, string? by, string? sort, bool descending) => Urls.RunPart(
        RunId,
        RunParts.NameOf(RunPart.Scores),
        ("evaluation", evaluation ?? EvaluationId?.ToString(CultureInfo.InvariantCulture)),
        ("by", by ?? By),
        ("sort", sort),
        ("down", descending ? "true" : null));
}
