using Experiments.Data.Results;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>A grid of published values alone, its unknown ones too.</summary>
public partial class PublishedTable
{
    private HeatCell?[,] _heat = new HeatCell?[0, 0];

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>How cells are shaded.</summary>
    [Parameter]
    public HeatSpan Span { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _heat = Heat.Of(Grid, Span);

    private static string TextOf(PublishedView? published) => published switch
    {
        { Value: { } value } => Show.Printed(value, published.Decimals),
        { } unknown when unknown.Note.Contains("(?)", StringComparison.Ordinal) => "?",
        _ => Show.Nothing,
    };

    private string HeaderOf(GridRowView row, int header) =>
        row.Header.FirstOrDefault(h => h.Name == Grid.HeaderNames[header])?.Value ?? "";

    /// <summary>Whether the row says in this and every header before it what the row above says.</summary>
    private bool RepeatsAbove(int row, int header) =>
        row > 0 && header < Grid.HeaderNames.Count - 1
        && Enumerable.Range(0, header + 1).All(h => HeaderOf(Grid.Rows[row], h) == HeaderOf(Grid.Rows[row - 1], h));

    private bool StartsGroup(int row) => row > 0 && !RepeatsAbove(row, 0);
}
