using Experiments.Web.Evaluations;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>Every evaluation of a run: protocol in words, checkpoint, images and score, with a warning where the score is too good.</summary>
public partial class EvaluationTable
{
    /// <summary>The evaluations, the first scored first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];
}
