using Experiments.Data.Drafts;
using Experiments.Web.Components.Shared;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>A person's drafts: to go on with, to give another name, to delete.</summary>
public partial class DraftList
{
    private IReadOnlyList<DraftSummary> _drafts = [];
    private (long? Current, int Generation)? _loaded;
    private long? _renaming;
    private long? _deleting;
    private string _name = "";
    private string? _problem;

    /// <summary>The draft that is open; null for none.</summary>
    [Parameter]
    public long? Current { get; set; }

    /// <summary>Another number makes the list read anew.</summary>
    [Parameter]
    public int Generation { get; set; }

    [Inject]
    private DraftActions Actions { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == (Current, Generation)) return;
        _loaded = (Current, Generation);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _drafts = await Actions.ListAsync();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            (_drafts, _problem) = ([], ActProblem.Of(e));
        }
    }

    private void BeginRename(DraftSummary draft) => (_renaming, _name) = (draft.DraftId, draft.Name);

    private Task RenameAsync(DraftSummary draft) => ActAsync(() => Actions.RenameAsync(draft.DraftId, _name.Trim()));

    private Task DeleteAsync(DraftSummary draft) => ActAsync(() => Actions.DeleteAsync(draft.DraftId));

    private async Task ActAsync(Func<Task<bool>> act)
    {
        try
        {
            await act();
            (_renaming, _deleting, _problem) = (null, null, null);
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }

        await LoadAsync();
    }
}
