using Experiments.Engine.Schema;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>What became of each tensor of the network and of the weights file.</summary>
public partial class WeightsReport
{
    /// <summary>The report.</summary>
    [Parameter, EditorRequired]
    public WeightsReportEvent Report { get; set; } = null!;

    private IEnumerable<(string Title, IReadOnlyList<string> Names)> Parts() =>
        new (string Title, IReadOnlyList<string> Names)[]
        {
            ("New in the network", Report.New),
            ("Skipped in the file", Report.Skipped),
            ("Of another shape", Report.Mismatched),
            ("Loaded", Report.Loaded),
        }.Where(p => p.Names.Count > 0);
}
