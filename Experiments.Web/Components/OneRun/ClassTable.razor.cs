using System.Globalization;
using Experiments.Data.Model;
using Experiments.Web.Evaluations;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>IoU per class under each protocol, or a classifier's accuracy per class, with bars in the classes' colours; its headings sort.</summary>
public partial class ClassTable
{
    /// <summary><see cref="Sort"/> of the classes' own order.</summary>
    public const string ByIndex = "class";

    /// <summary><see cref="Sort"/> of the second score less the first.</summary>
    public const string ByDifference = "difference";

    /// <summary>The evaluations, one a protocol.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];

    /// <summary>A value a class for each evaluation, by its key; NaN for an absent class.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<long, double[]> Values { get; set; } = new Dictionary<long, double[]>();

    /// <summary>The classes, in index order.</summary>
    [Parameter]
    public IReadOnlyList<ClassInfo> Classes { get; set; } = [];

    /// <summary>What they are sorted by: <see cref="ByIndex"/>, <see cref="ByDifference"/>, or the label of a score; the classes' own order where it is none of these.</summary>
    [Parameter]
    public string? Sort { get; set; }

    /// <summary>Whether the greatest come first.</summary>
    [Parameter]
    public bool Descending { get; set; }

    /// <summary>Address of the page sorted by a column, downwards or not.</summary>
    [Parameter, EditorRequired]
    public Func<string, bool, string> LinkOf { get; set; } = (_, _) => "";

    private bool Compares => Scores.Count > 1;

    private int Count => Scores.Select(s => Values.GetValueOrDefault(s.Evaluation.Id)?.Length ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>Classes in the order of the table; what has no value comes last whichever way round.</summary>
    private IEnumerable<int> Order
    {
        get
        {
            var all = Enumerable.Range(0, Count);
            if (Sort is null or ByIndex) return Descending ? all.Reverse() : all;
            Func<int, double?> key = Sort == ByDifference && Compares ? Difference : Scores.FirstOrDefault(s => s.Label == Sort) is { } score ? k => Value(score, k) : k => k;
            return Descending ? all.OrderByDescending(k => key(k) ?? double.MinValue) : all.OrderBy(k => key(k) ?? double.MaxValue);
        }
    }

    private string Name(int k) => k < Classes.Count ? Classes[k].Name : string.Create(CultureInfo.InvariantCulture, $"class {k}");

    private string Colour(int k) => k < Classes.Count ? Classes[k].Colour : "var(--accent)";

    private static bool IsClassifier(RunScore score) => score.Evaluation.HeadlineMetric == GridColumn.TopOne;

    private static double? Mean(RunScore score) => IsClassifier(score) ? score.Evaluation.MeanAccuracy : score.Evaluation.MeanIoU;

    private double? Value(RunScore score, int k) =>
        Values.GetValueOrDefault(score.Evaluation.Id) is { } values && k < values.Length && !double.IsNaN(values[k]) ? values[k] : null;

    private double? Difference(int k) => Value(Scores[1], k) - Value(Scores[0], k);

    private string Width(RunScore score, int k) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(Value(score, k) ?? 0, 0, 1):0.#}%");

    /// <summary>A heading that sorts: numbers first from the least, to see what is weak; again from the greatest.</summary>
    private RenderFragment Heading(string column, string text, bool number) => builder =>
    {
        var current = (Sort ?? ByIndex) == column;
        builder.OpenElement(0, "th");
        builder.AddAttribute(1, "class", number ? "n" : null);
        builder.AddAttribute(2, "aria-sort", !current ? null : Descending ? "descending" : "ascending");
        builder.OpenElement(3, "a");
        builder.AddAttribute(4, "href", LinkOf(column, current && !Descending));
        builder.AddAttribute(5, "data-testid", $"sort-{column}");
        builder.AddContent(6, text);
        builder.AddContent(7, !current || Sort is null ? "" : Descending ? " ↓" : " ↑");
        builder.CloseElement();
        builder.CloseElement();
    };
}
