using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Experiments.Web.Components.Pages;

/// <summary>Every run: filtered, sorted and grouped as a whole, whatever number there are; the rows in sight are read. All that the page was told is in its address.</summary>
public partial class RunsPage
{
    private readonly HashSet<long> _chosen = [];
    private RunsAddress _address = new();
    private string? _message;
    private string? _opened;
    private bool _deleted;
    private bool _deletesSweep;
    private MudBlazor.MudButton? _deleteSweep;

    [Inject]
    private RunsView View { get; set; } = null!;

    [Inject]
    private SavedViews Views { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <summary>The sweep whose runs are shown, where the filter says nothing else.</summary>
    private long? Sweep => View.Filter is FilterComparison { Key.Field: RunField.SweepId, Operator: FilterOperator.Equal, Value: var id } && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var sweep) ? sweep : null;

    private string Count => View.Table is not { } table ? "" : string.Join(" ", new[]
    {
        Shared.Show.Plural(table.RunIds.Count, "run") + (View.Filter is null ? "" : table.RunIds.Count == 1 ? " matches" : " match"),
        table.Groups.Count > 0 ? $"in {Shared.Show.Plural(table.Groups.Count, "group")}" : "",
    }.Where(t => t.Length > 0));

    private string Kept => View.Filter is null ? "All runs are shown." : $"What is shown is still: {View.Filter}";

    /// <summary>The chosen runs in the groups that the table shows; single where it shows single runs.</summary>
    private IEnumerable<IReadOnlyList<long>> ChosenGroups => View.Table is { Groups.Count: > 0 } table
        ? table.Groups.Select(g => (IReadOnlyList<long>)[.. g.RunIds.Where(_chosen.Contains)]).Where(g => g.Count > 0)
        : _chosen.Order().Select(id => (IReadOnlyList<long>)[id]);

    public override async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Moved;
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _address = RunsAddress.Read(Navigation.Uri);
        if (_address.IsEmpty && _opened != Navigation.Uri && await DefaultAsync(cancellationToken) is { } usual)
        {
            _opened = Navigation.Uri;
            _address = usual;
            Navigation.NavigateTo(usual.Url, replace: true);
        }

        _opened = Navigation.Uri;
        await View.LoadAsync(_address, cancellationToken: cancellationToken);
        // What is no longer shown is not acted on.
        _chosen.IntersectWith(View.Table!.RunIds);
    }

    /// <summary>The view that the page opens with; null for none.</summary>
    private async Task<RunsAddress?> DefaultAsync(CancellationToken cancellationToken)
    {
        if (await Views.DefaultAsync(RunsAddress.Page, cancellationToken) is not { } name) return null;
        var view = (await Views.ListAsync(RunsAddress.Page, cancellationToken)).FirstOrDefault(v => v.Name == name);
        return view is null ? null : RunsAddress.OfQuery(view.Query) with { View = name };
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == Urls.RunsTable) _ = InvokeAsync(ReloadAsync);
    }

    private void FilterAsync(string filter)
    {
        if (filter != _address.Filter) Go(_address with { Filter = filter, Open = [] });
    }

    private void Go(RunsAddress address) => Navigation.NavigateTo(address.Url);

    private void Toggle(long group) => Navigation.NavigateTo(
        (_address with { Open = _address.Open.Contains(group) ? [.. _address.Open.Where(g => g != group)] : [.. _address.Open, group] }).Url, replace: true);

    private async Task InSightAsync((int First, int Count) sight) => await View.ShowAsync(sight.First, sight.Count, Gone);

    private void Choose((int Line, int Other, bool Choose) what)
    {
        if (what.Choose) _chosen.UnionWith(View.Between(what.Line, what.Other));
        else _chosen.ExceptWith(View.Between(what.Line, what.Other));
    }

    private void ChooseAll(bool choose)
    {
        _chosen.Clear();
        if (choose) _chosen.UnionWith(View.Table!.RunIds);
    }

    private Task KeepSweepAsync()
    {
        _deletesSweep = false;
        return _deleteSweep is { } button ? Shared.Keyboard.GiveAsync(async () => await button.FocusAsync()) : Task.CompletedTask;
    }

    private Task DeletedAsync(int runs)
    {
        _deletesSweep = false;
        return DoneAsync(($"{Shared.Show.Plural(runs, "run")} put into the bin.", false), deleted: true);
    }

    private Task DoneAsync((string Message, bool Stay) what) => DoneAsync(what, deleted: what.Message.EndsWith("the bin.", StringComparison.Ordinal));

    private async Task DoneAsync((string Message, bool Stay) what, bool deleted)
    {
        (_message, _deleted) = (what.Message.Length > 0 ? what.Message : null, deleted);
        if (!what.Stay) _chosen.Clear();
        await View.LoadAsync(_address, force: true, Gone);
        _chosen.IntersectWith(View.Table!.RunIds);
    }
}
