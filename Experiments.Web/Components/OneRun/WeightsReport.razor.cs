using Experiments.Engine.Schema;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What became of each tensor of the network and of the weights file.</summary>
public partial class WeightsReport
{
    /// <summary>The report.</summary>
    [Parameter, EditorRequired]
    public WeightsReportEvent Report { get; set; } = null!;

    private IEnumerable<(string Title, IReadOnlyList<string> Names)> Parts() =>
        ((IReadOnlyList<(string Title, IReadOnlyList<string> Names)>)
        [
            ("New in the network", Report.New),
            .. Skipped(),
            ("Of another shape", Report.Mismatched),
            ("Loaded", Report.Loaded),
        ]).Where(p => p.Names.Count > 0);

    /// <summary>By the reason; reports of older versions know none.</summary>
    private IEnumerable<(string Title, IReadOnlyList<string> Names)> Skipped() => Report.SkippedWhy.Count > 0
        ? Report.SkippedWhy.Select(s => ($"Skipped in the file: {s.Why}", s.Names))
        : [("Skipped in the file", Report.Skipped)];
}
