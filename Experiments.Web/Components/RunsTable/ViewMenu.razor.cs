using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.RunsTable;

/// <summary>The ways of looking at the runs table that the person saved: opened, saved, renamed, deleted, and one of them the default.</summary>
public partial class ViewMenu
{
    private IReadOnlyList<SavedView> _views = [];
    private string? _default;
    private string? _renames;
    private string? _problem;
    private string _name = "";
    private string _newName = "";
    private string _asked = "";

    /// <summary>What the page was told.</summary>
    [Parameter, EditorRequired]
    public RunsAddress Address { get; set; } = null!;

    /// <summary>When another address is asked for.</summary>
    [Parameter]
    public EventCallback<RunsAddress> OnMove { get; set; }

    [Inject]
    private SavedViews Views { get; set; } = null!;

    private bool IsChanged => _views.FirstOrDefault(v => v.Name == Address.View) is { } view && RunsAddress.OfQuery(view.Query).Query != Address.Query;

    protected override async Task OnInitializedAsync() => await LoadAsync();

    protected override void OnParametersSet()
    {
        if (Address.View == _asked) return;
        _asked = _name = Address.View;
    }

    private async Task LoadAsync()
    {
        _views = await Views.ListAsync(RunsAddress.Page);
        _default = await Views.DefaultAsync(RunsAddress.Page);
    }

    private void NameChanged(ChangeEventArgs e) => _name = (e.Value as string ?? "").Trim();

    private void NewNameChanged(ChangeEventArgs e) => _newName = (e.Value as string ?? "").Trim();

    private Task SaveAsync() => ActAsync(async () =>
    {
        await Views.SaveAsync(RunsAddress.Page, _name, Address.Query);
        await OnMove.InvokeAsync(Address with { View = _name });
    });

    private Task RenameAsync(string name) => ActAsync(async () =>
    {
        if (_newName != name) await Views.RenameAsync(RunsAddress.Page, name, _newName);
        _renames = null;
        if (Address.View == name) await OnMove.InvokeAsync(Address with { View = _newName });
    });

    private Task DeleteAsync(string name) => ActAsync(async () =>
    {
        await Views.DeleteAsync(RunsAddress.Page, name);
        if (Address.View == name) await OnMove.InvokeAsync(Address with { View = "" });
    });

    private Task DefaultAsync(string name) => ActAsync(() => Views.SetDefaultAsync(RunsAddress.Page, _default == name ? null : name));

    private async Task ActAsync(Func<Task> act)
    {
        _problem = null;
        try
        {
            await act();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }

        await LoadAsync();
    }
}
