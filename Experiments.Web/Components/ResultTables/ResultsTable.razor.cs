using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>A results grid: rows and columns under nested headings, each cell mean ± standard deviation (n) with its interval, and the differences that it compares.</summary>
public partial class ResultsTable
{
    /// <summary>More methods than this are compared where a row is opened only: the table would be too wide.</summary>
    private const int MostPairs = 2;

    private readonly Dictionary<long, ElementReference> _reruns = [];
    private ProtocolNotes _notes = null!;
    private IReadOnlyList<PairGroup> _pairs = [];
    private HeatCell?[,] _heat = new HeatCell?[0, 0];
    private int _levels;

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>How cells are shaded.</summary>
    [Parameter]
    public HeatSpan Span { get; set; }

    /// <summary>The row whose runs are shown; null for none.</summary>
    [Parameter]
    public int? OpenRow { get; set; }

    /// <summary>When a row is opened or closed: its place, from 0.</summary>
    [Parameter]
    public EventCallback<int> OnOpen { get; set; }

    /// <summary>When a row is to be run again: its id, as places are others once the table has changed.</summary>
    [Parameter]
    public EventCallback<long> OnRerun { get; set; }

    /// <summary>When what a row lacks is to be queued: its id.</summary>
    [Parameter]
    public EventCallback<long> OnQueueMissing { get; set; }

    /// <summary>When a row's unfinished runs are to be cancelled: its id.</summary>
    [Parameter]
    public EventCallback<long> OnCancel { get; set; }

    /// <summary>Gives the keyboard to the button that runs a row again; does nothing where there is none.</summary>
    public Task FocusRerunAsync(long row) => _reruns.TryGetValue(row, out var button) ? Keyboard.GiveAsync(() => button.FocusAsync()) : Task.CompletedTask;

    protected override void OnParametersSet()
    {
        _notes = new ProtocolNotes(Grid);
        _levels = Grid.Columns.Max(c => (int?)c.Header.Count) ?? 0;
        var pairs = PairGroup.Of(Grid);
        _heat = Heat.Of(Grid, Span);
        _pairs = pairs.Count <= MostPairs ? pairs : [];
    }

    private static string Raw(double? share) => share?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private string HeaderOf(GridRowView row, int header) =>
        row.Header.FirstOrDefault(x => x.Name == Grid.HeaderNames[header])?.Value is { Length: > 0 } value ? value : "(empty)";

    /// <summary>Whether the row says in this and every header before it what the row above says.</summary>
    private bool RepeatsAbove(int row, int header) =>
        row > 0 && header < Grid.HeaderNames.Count - 1 && Grid.Kind != GridKind.Study
        && Enumerable.Range(0, header + 1).All(h => HeaderOf(Grid.Rows[row], h) == HeaderOf(Grid.Rows[row - 1], h));

    /// <summary>Whether a study's row has the baseline's level here: what it changes stands out beside it.</summary>
    private bool IsBaseline(int row, int header) => row > 0 && Grid.Kind == GridKind.Study && HeaderOf(Grid.Rows[row], header) == HeaderOf(Grid.Rows[0], header);

    /// <summary>The headings of a level with the number of columns that they span.</summary>
    private IEnumerable<(string Text, int Span)> Merged(int level)
    {
        for (int first = 0, next; first < Grid.Columns.Count; first = next)
        {
            next = first + 1;
            while (next < Grid.Columns.Count && Path(next, level) == Path(first, level)) next++;
            yield return (Grid.Columns[first].Header.ElementAtOrDefault(level)?.Value ?? "", next - first);
        }
    }

    private string Path(int column, int level) => string.Join('\n', Grid.Columns[column].Header.Take(level + 1).Select(h => h.Value));

    private static string Heading(string name) =>
        SettingCatalog.All.Any(s => s.Key == name) ? SettingGroups.LabelOf(name) : name;
}
