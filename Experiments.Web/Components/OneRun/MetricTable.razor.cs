using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>Every metric of a run under each protocol, with a word on what it is, and the protocols in words.</summary>
public partial class MetricTable
{
    /// <summary>The evaluations, one a protocol.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];

    private static readonly (string Name, string Explanation)[] Known =
    [
        (MetricNames.TopOne, "images whose class has the highest score"),
        (MetricNames.TopFive, "images whose class is among the five with the highest scores"),
        (MetricNames.MeanIoU(AbsentClassRule.Skip), "absent classes left out: MMSegmentation, Cityscapes"),
        (MetricNames.MeanIoU(AbsentClassRule.Zero), "absent classes count 0: semseg"),
        (MetricNames.MeanIoU(AbsentClassRule.NaN), "not a number as soon as a class is absent: the reference"),
        (MetricNames.FrequencyWeightedIoU, "each class weighed by its share of the true pixels"),
        (MetricNames.AdeScore, "(aAcc + mIoU)/2: the ADE20K challenge"),
        (MetricNames.CategoryMeanIoU, "classes of a category joined: Cityscapes"),
        (MetricNames.InstanceIoU, "small instances weigh as much as large ones: Cityscapes"),
        (MetricNames.CategoryInstanceIoU, "the same with the classes of a category joined"),
    ];

    // A run is of one task. What an image is right in has no pixels and no IoU.
    private IEnumerable<Line> Own => Scores.Any(s => s.Evaluation.HeadlineMetric == GridColumn.TopOne)
        ? [new("mean class accuracy", "right share of each class's images, averaged over the classes present", s => s.MeanAccuracy)]
        :
        [
            new("mIoU", "under the protocol's own absent-class rule", s => s.MeanIoU),
            new("mAcc", "right share of each class's true pixels, averaged over the classes present", s => s.MeanAccuracy),
            new("aAcc", "right share of all labelled pixels", s => s.PixelAccuracy),
        ];

    private IEnumerable<Line> Lines =>
    [
        .. Own,
        .. Named.Select(m => new Line(m.Name, m.Explanation, s => s.Metrics.TryGetValue(m.Name, out var value) ? value : null)),
    ];

    // Those that are known first and in their order, then whatever else the engine has kept.
    private IEnumerable<(string Name, string Explanation)> Named
    {
        get
        {
            var kept = Scores.SelectMany(s => s.Evaluation.Metrics.Keys).ToHashSet(StringComparer.Ordinal);
            var others = kept.Except(Known.Select(k => k.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return Known.Where(k => kept.Contains(k.Name)).Concat(others.Select(name => (name, ExplanationOf(name))));
        }
    }

    private static string ExplanationOf(string name) => name switch
    {
        _ when name.StartsWith(MetricNames.CategoryIoU(""), StringComparison.Ordinal) => "the category's classes as one class",
        _ when name.StartsWith(MetricNames.ClassInstanceIoU(""), StringComparison.Ordinal) => "instance-weighted IoU of the class",
        _ => "",
    };

    private sealed record Line(string Name, string Explanation, Func<Evaluation, double?> Value);
}
