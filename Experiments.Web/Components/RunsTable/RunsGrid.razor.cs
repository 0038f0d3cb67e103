using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.RunsTable;

/// <summary>The runs table itself: it holds the rows in sight, whatever number there are, and says what was pressed.</summary>
public sealed partial class RunsGrid
{
    /// <summary>Height of every row, pixels; the style sheet has it too.</summary>
    public const int RowHeight = 36;

    private ElementReference _scroller;
    private DotNetObjectReference<RunsGrid>? _self;
    private int? _lastChosen;
    private string _shown = "";

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public RunsView View { get; set; } = null!;

    /// <summary>What the page was told.</summary>
    [Parameter, EditorRequired]
    public RunsAddress Address { get; set; } = null!;

    /// <summary>Runs that are chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlySet<long> Chosen { get; set; } = null!;

    /// <summary>When other lines came into sight: the first, and how many there is room for.</summary>
    [Parameter]
    public EventCallback<(int First, int Count)> OnInSight { get; set; }

    /// <summary>When another address is asked for.</summary>
    [Parameter]
    public EventCallback<RunsAddress> OnMove { get; set; }

    /// <summary>When a group is opened or closed.</summary>
    [Parameter]
    public EventCallback<long> OnToggle { get; set; }

    /// <summary>When lines were chosen, from one to another: all of them are, or are no longer.</summary>
    [Parameter]
    public EventCallback<(int Line, int Other, bool Choose)> OnChoose { get; set; }

    /// <summary>When all runs are chosen, or none.</summary>
    [Parameter]
    public EventCallback<bool> OnChooseAll { get; set; }

    [Inject]
    private PageClock Time { get; set; } = null!;

    private bool IsGrouped => View.Table!.Groups.Count > 0;

    private bool AllChosen => View.Table!.RunIds.Count > 0 && View.Table.RunIds.All(Chosen.Contains);

    private int Below => View.Lines.Count - View.First - View.Shown.Count;

    private string TableStyle => Pixels("width", RunsColumn.ChooserWidth + View.Columns.Sum(c => c.Width(IsGrouped)));

    /// <summary>Called by the browser when other rows are in sight.</summary>
    [JSInvokable]
    public Task InSight(int first, int count) => InvokeAsync(() => OnInSight.InvokeAsync((first, count)));

    /// <inheritdoc/>
    protected override void OnGone() => _self?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Other runs are read from the top.
        var shows = (Address with { Open = [], Columns = [], Pinned = [], View = "" }).Query;
        var other = shows != _shown;
        _shown = shows;
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await AttachAsync("rows.js", _scroller, RowHeight, _self);
        }
        else if (other && Scripted is not null)
        {
            _lastChosen = null;
            await Scripted.InvokeVoidAsync("top");
        }
    }

    private static string Pixels(string property, int value) => string.Create(CultureInfo.InvariantCulture, $"{property}:{value}px");

    private static string ClassOf(RunsColumn column) => $"{(column.IsNumber ? "n" : "")} {(column.IsPinned ? "pin" : "")}".Trim();

    private static string? StyleOf(RunsColumn column) => column.IsPinned ? Pixels("left", column.Left) : null;

    private static string KeyOf(RunsLine line) => line.RunId is { } run ? $"run {run}" : $"group {line.Group!.Id}";

    private string RowClass(RunsLine line) => $"{(line.RunId is null ? "group" : line.Group is null ? "" : "member")} {(RunsView.RunsOf(line).All(Chosen.Contains) ? "chosen" : "")}".Trim();

    private SortedBy? SortOf(RunsColumn column) => Address.Sort.FirstOrDefault(s => s.Key.Equals(column.Key.Name, StringComparison.OrdinalIgnoreCase));

    private string Place(SortedBy sorted) => (Address.Sort.ToList().IndexOf(sorted) + 1).ToString(CultureInfo.InvariantCulture);

    private Task SortAsync(RunsColumn column, MouseEventArgs e) => OnMove.InvokeAsync(Address.SortBy(column.Key, after: e.ShiftKey));

    /// <summary>Chooses a line by what it is: what stands at its number may be another by now.</summary>
    private async Task ChooseAsync(RunsLine chosen, MouseEventArgs e)
    {
        var line = View.Lines.ToList().FindIndex(l => KeyOf(l) == KeyOf(chosen));
        if (line < 0) return;
        var choose = !RunsView.RunsOf(View.Lines[line]).All(Chosen.Contains);
        await OnChoose.InvokeAsync((line, e.ShiftKey ? _lastChosen ?? line : line, choose));
        _lastChosen = line;
    }

    /// <summary>What the runs of a group have in common: what they are grouped by, or of a fingerprint their name without the seed.</summary>
    private string LabelOf(ShownLine shown)
    {
        var keys = Address.GroupBy.Select(View.Vocabulary!.Find).OfType<FilterKey>().Where(k => k.Metric is null);
        var words = keys.Zip(shown.Line.Group!.Values, (key, value) => key.Field == RunField.Fingerprint ? View.NameOf(shown.Line.Group) : RunCell.Text(key, value, Time));
        return string.Join(" · ", words.Select(w => w.Length > 0 ? w : "none"));
    }

    private static string SizeOf(RunGroup group)
    {
        var checks = group.RunIds.Count - group.Counted.Count;
        return checks == 0 ? Show.Plural(group.RunIds.Count, "run") : $"{Show.Plural(group.Counted.Count, "run")}, {Show.Plural(checks, "check")}";
    }
}
