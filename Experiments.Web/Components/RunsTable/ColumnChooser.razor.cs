using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.RunsTable;

/// <summary>Chooses the columns of the runs table, their order, and which stay in sight; by mouse and by keyboard.</summary>
public partial class ColumnChooser
{
    private readonly Dictionary<string, ElementReference> _lefts = [];
    private readonly Dictionary<string, ElementReference> _rights = [];
    private (string Name, int Place, int By)? _moved;
    private string _new = "";
    private string? _dragged;
    private string? _problem;
    private CurveValue _value = CurveValue.Last;
    private int _step;

    /// <summary>What the page was told.</summary>
    [Parameter, EditorRequired]
    public RunsAddress Address { get; set; } = null!;

    /// <summary>The keys there are.</summary>
    [Parameter, EditorRequired]
    public FilterVocabulary Vocabulary { get; set; } = null!;

    /// <summary>When another address is asked for.</summary>
    [Parameter]
    public EventCallback<RunsAddress> OnMove { get; set; }

    /// <summary>Columns that can be moved: the run's name is always the first.</summary>
    private List<string> Names => [.. (Address.Columns.Count > 0 ? Address.Columns : RunsColumn.Usual).Where(n => !n.Equals("name", StringComparison.OrdinalIgnoreCase) && Vocabulary.Find(n) is not null)];

    private bool IsCurve => Vocabulary.Find(_new) is { Metric: CurveMetric { Value: CurveValue.Last } };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What is moved in the page loses the keyboard: it is given back once the column is where it goes.
        var names = Names;
        if (_moved is not { } moved || names.IndexOf(moved.Name) != moved.Place) return;
        _moved = null;
        var goesOn = moved.By < 0 ? moved.Place > 0 : moved.Place < names.Count - 1;
        await ((moved.By < 0) == goesOn ? _lefts : _rights)[moved.Name].FocusAsync();
    }

    private string TitleOf(string name) => RunsColumn.TitleOf(Vocabulary.Find(name)!);

    private bool IsPinned(string name) => Address.Pinned.Contains(name, StringComparer.OrdinalIgnoreCase);

    private void NewChanged(ChangeEventArgs e) => (_new, _problem) = ((e.Value as string ?? "").Trim(), null);

    private void ValueChanged(ChangeEventArgs e) => _value = Enum.TryParse<CurveValue>(e.Value as string, out var value) ? value : CurveValue.Last;

    private void StepChanged(ChangeEventArgs e) => _step = int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : 0;

    private Task DifferingChanged(ChangeEventArgs e) => OnMove.InvokeAsync(Address with { Differing = e.Value is true });

    private Task MoveAsync(string name, int by)
    {
        var names = Names;
        var at = names.IndexOf(name);
        if (at + by < 0 || at + by >= names.Count) return Task.CompletedTask;
        (names[at], names[at + by]) = (names[at + by], names[at]);
        _moved = (name, at + by, by);
        return OnMove.InvokeAsync(Address with { Columns = names });
    }

    private Task DropAsync(int place)
    {
        var names = Names;
        if (_dragged is not { } name || !names.Remove(name)) return Task.CompletedTask;
        _dragged = null;
        names.Insert(Math.Min(place, names.Count), name);
        return OnMove.InvokeAsync(Address with { Columns = names });
    }

    private Task RemoveAsync(string name) => OnMove.InvokeAsync(Address with
    {
        Columns = Names.Count == 1 ? ["name"] : [.. Names.Where(n => n != name)],
        Pinned = [.. Address.Pinned.Where(n => !n.Equals(name, StringComparison.OrdinalIgnoreCase))],
    });

    private Task PinAsync(string name) => OnMove.InvokeAsync(Address with { Pinned = IsPinned(name) ? [.. Address.Pinned.Where(n => !n.Equals(name, StringComparison.OrdinalIgnoreCase))] : [.. Address.Pinned, name] });

    private async Task AddAsync()
    {
        if (_new.Length == 0) return;
        if (Vocabulary.Find(_new) is not { } key)
        {
            _problem = Vocabulary.UnknownKey(_new);
            return;
        }

        if (_value != CurveValue.Last && key.Metric is CurveMetric { Value: CurveValue.Last } curve) key = FilterVocabulary.CurveKey(curve.Curve, _value, _step);
        (_new, _value) = ("", CurveValue.Last);
        await OnMove.InvokeAsync(Address with { Columns = [.. Names.Where(n => n != key.Name), key.Name] });
    }
}
