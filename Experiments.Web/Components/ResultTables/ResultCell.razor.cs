using System.Globalization;
using Experiments.Data.Results;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>A cell of a results grid: mean ± standard deviation (n), interval, what is missing, and published values beside it.</summary>
public partial class ResultCell
{
    private IReadOnlyList<PublishedMatch> _published = [];
    private string? _selection;
    private (string? Configuration, string? Protocol) _read;
    private int _missing;

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The row.</summary>
    [Parameter, EditorRequired]
    public GridRowView Row { get; set; } = null!;

    /// <summary>Position of the row, from 0.</summary>
    [Parameter, EditorRequired]
    public int RowIndex { get; set; }

    /// <summary>Position of the column, from 0.</summary>
    [Parameter, EditorRequired]
    public int Column { get; set; }

    /// <summary>Whether the row's runs are shown.</summary>
    [Parameter]
    public bool Open { get; set; }

    /// <summary>In what it is scored otherwise than the first cell under its heading; empty where it is not.</summary>
    [Parameter]
    public string Otherwise { get; set; } = "";

    /// <summary>Its shade; null for none.</summary>
    [Parameter]
    public HeatCell? Heat { get; set; }

    /// <summary>Whether the table is shaded: bold then marks the best of a column.</summary>
    [Parameter]
    public bool IsHeated { get; set; }

    /// <summary>When the row is opened or closed.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    private GridCellView Cell => Row.Cells[Column];

    /// <summary>The first cell is where the Tab key enters the table; arrows reach the others.</summary>
    private string TabIndex => RowIndex == 0 && Column == 0 ? "0" : "-1";

    private bool IsBold => IsHeated ? Heat is { IsBest: true } : Row.IsBold(Column);

    private string? WhyBold => !IsBold ? null : IsHeated ? "The best of its column" : "Differs from the second of its row by more than chance (p < 0.05 after Holm over the table)";

    private string Missing => string.Join(", ", [.. CellNotes.Unscored(Cell), .. _missing > 0 ? [$"{Show.Plural(_missing, "seed")} missing"] : Array.Empty<string>()]);

    private string? IntervalText => Cell.Interval is { } interval ? $"95 %: {Show.Range(interval)}" : CellNotes.WhyNoInterval(Cell);

    protected override void OnParametersSet()
    {
        var arm = Row.Arms.FirstOrDefault(a => a.ArmId == Cell.ArmId);
        _missing = CellNotes.MissingSeeds(Cell, arm).Count;
        if ((arm?.ConfigurationJson, Cell.ProtocolJson) == _read && Cell.Published.Where(p => p.Value is not null).SequenceEqual(_published.Select(p => p.Value))) return;
        _read = (arm?.ConfigurationJson, Cell.ProtocolJson);
        _published = PublishedMatch.Of(Cell, arm?.ConfigurationJson);
        _selection = SelectionNote.Of(Cell, arm?.ConfigurationJson);
    }

    private static string Raw(double? share) => share?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private string Against(PublishedMatch match) => match.Difference(Cell) is not { } difference
        ? ""
        : $" · {Show.Points(difference / 100)}{(match.IsInside(Cell) is { } inside ? inside ? ", inside the interval" : ", outside the interval" : "")}";

    private static string SourceOf(PublishedMatch match) => string.Join(" · ", new[]
    {
        match.Value.Source, match.Value.TrainingSubset,
        match.Value.Crop.Length > 0 ? $"crop {match.Value.Crop}" : "",
        match.Value.Schedule,
        $"mirror {match.Value.Mirror}", match.Value.Note,
        match.IsSame ? "" : $"not the same experiment, so no difference is given: {string.Join(", ", match.Departures)}",
    }.Where(t => t.Length > 0));
}
