using System.Globalization;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Results;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A results grid: what varies at the left, a column a protocol, each cell mean ± standard deviation (n).</summary>
public partial class ResultsTable
{
    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The row whose runs are shown; null for none.</summary>
    [Parameter]
    public int? OpenRow { get; set; }

    /// <summary>When a row is opened or closed.</summary>
    [Parameter]
    public EventCallback<int> OnOpen { get; set; }

    /// <summary>When a row is to be run again.</summary>
    [Parameter]
    public EventCallback<int> OnRerun { get; set; }

    /// <summary>When a row's unfinished runs are to be cancelled.</summary>
    [Parameter]
    public EventCallback<int> OnCancel { get; set; }

    private ProtocolNotes _notes = null!;

    protected override void OnParametersSet() => _notes = new ProtocolNotes(Grid);

    private static string Raw(double? share) => share?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Missing(GridCellView cell) => string.Join(", ", new[]
    {
        cell.Running > 0 ? $"{cell.Running} running" : "",
        cell.Queued > 0 ? $"{cell.Queued} queued" : "",
        cell.Failed > 0 ? $"{cell.Failed} failed" : "",
        cell.Stopped > 0 ? $"{cell.Stopped} cancelled" : "",
        cell.UnscoredRunIds.Count > 0 ? $"{cell.UnscoredRunIds.Count} not scored" : "",
    }.Where(t => t.Length > 0));

    private static string SourceOf(PublishedView published) => string.Join(" · ", new[]
    {
        published.Source, published.TrainingSubset,
        published.Crop.Length > 0 ? $"crop {published.Crop}" : "",
        published.Schedule,
        $"mirror {published.Mirror}", published.Note,
    }.Where(t => t.Length > 0));

    private static string Heading(string name) =>
        SettingCatalog.All.Any(s => s.Key == name) ? SettingGroups.LabelOf(name) : name;
}
