using System.Globalization;
using Experiments.Data.Results;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>Results grids to choose from, each with how far its sweep is.</summary>
public partial class GridList
{
    /// <summary>The grids.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<GridSummary> Grids { get; set; } = [];

    /// <summary>How far their sweeps are, by sweep.</summary>
    [Parameter]
    public IReadOnlyDictionary<long, SweepProgress> Progress { get; set; } = new Dictionary<long, SweepProgress>();

    private static string Width(SweepProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * progress.Done / progress.Total:0.#}%");
}
