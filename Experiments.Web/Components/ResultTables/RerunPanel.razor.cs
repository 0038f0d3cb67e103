using System.Globalization;
using Experiments.Data.Results;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>Asks how a row is to be run again.</summary>
public partial class RerunPanel
{
    private bool _same;
    private long? _arm;
    private int _count = 1;

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The row.</summary>
    [Parameter, EditorRequired]
    public GridRowView Row { get; set; } = null!;

    /// <summary>Its place, from 0.</summary>
    [Parameter]
    public int Index { get; set; }

    /// <summary>Whether it is being queued.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>When it is to be queued.</summary>
    [Parameter]
    public EventCallback<RerunRequest> OnConfirm { get; set; }

    /// <summary>When nothing is to be queued.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    private string Label => string.Join(", ", Row.Header.Select(h => h.Value));

    private int Originals => Row.Arms.Where(a => _arm is null || a.ArmId == _arm).SelectMany(a => a.Runs).Count(r => r.ReproductionOfRunId is null);

    private void CountChanged(ChangeEventArgs e) =>
        _count = int.TryParse(e.Value as string, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, RunFactory.MostNewSeeds) : 1;

    private void ArmChanged(ChangeEventArgs e) =>
        _arm = long.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var arm) ? arm : null;

    private string TitleOf(GridArmView arm) =>
        Grid.Columns.Zip(Row.Cells).Where(p => p.Second.ArmId == arm.ArmId).Select(p => p.First.Method).FirstOrDefault("");

    private Task Confirm() => OnConfirm.InvokeAsync(new RerunRequest(_same, _count, _arm));
}
