using System.Globalization;
using Experiments.Data.Model;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>IoU per class under each protocol, with bars in the classes' colours.</summary>
public partial class ClassTable
{
    /// <summary>The evaluations, one a protocol.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Evaluation> Scores { get; set; } = [];

    /// <summary>The classes, in index order.</summary>
    [Parameter]
    public IReadOnlyList<ClassInfo> Classes { get; set; } = [];

    private int Count => Scores.Select(s => s.ClassIoU.Length).DefaultIfEmpty(0).Max();

    private string Name(int k) => k < Classes.Count ? Classes[k].Name : string.Create(CultureInfo.InvariantCulture, $"class {k}");

    private string Colour(int k) => k < Classes.Count ? Classes[k].Colour : "var(--accent)";

    private static bool Absent(Evaluation score, int k) => k >= score.ClassIoU.Length || double.IsNaN(score.ClassIoU[k]);

    private static string Width(Evaluation score, int k) =>
        Absent(score, k) ? "0" : string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(score.ClassIoU[k], 0, 1):0.#}%");
}
