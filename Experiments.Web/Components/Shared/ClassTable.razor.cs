using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Web.Evaluations;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>IoU per class under each protocol, or a classifier's accuracy per class, with bars in the classes' colours.</summary>
public partial class ClassTable
{
    /// <summary>The evaluations, one a protocol.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];

    /// <summary>The classes, in index order.</summary>
    [Parameter]
    public IReadOnlyList<ClassInfo> Classes { get; set; } = [];

    private readonly Dictionary<long, double[]> _values = [];

    private int Count => Scores.Select(s => Values(s).Length).DefaultIfEmpty(0).Max();

    private string Name(int k) => k < Classes.Count ? Classes[k].Name : string.Create(CultureInfo.InvariantCulture, $"class {k}");

    private string Colour(int k) => k < Classes.Count ? Classes[k].Colour : "var(--accent)";

    private static bool IsClassifier(RunScore score) => score.Evaluation.HeadlineMetric == GridColumn.TopOne;

    /// <summary>A value a class; a classifier's are worked out once from its confusion matrix.</summary>
    private double[] Values(RunScore score)
    {
        if (!IsClassifier(score)) return score.Evaluation.ClassIoU;
        if (!_values.TryGetValue(score.Evaluation.Id, out var values))
            _values[score.Evaluation.Id] = values = ConfusionBlob.ClassAccuracy(score.Evaluation.Confusion, score.Evaluation.Classes);
        return values;
    }

    private bool Absent(RunScore score, int k) => k >= Values(score).Length || double.IsNaN(Values(score)[k]);

    private string Width(RunScore score, int k) =>
        Absent(score, k) ? "0" : string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(Values(score)[k], 0, 1):0.#}%");
}
