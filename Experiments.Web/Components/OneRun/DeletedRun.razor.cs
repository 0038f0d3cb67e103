using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Experiments.Web.Deletions;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What is told at the address of a run that was deleted.</summary>
public partial class DeletedRun
{
    private string? _problem;

    /// <summary>The run, where it is in the bin.</summary>
    [Parameter]
    public BinnedRun? Binned { get; set; }

    /// <summary>What is left of it, where it was deleted for good.</summary>
    [Parameter]
    public PurgedRun? Purged { get; set; }

    /// <summary>When it was restored.</summary>
    [Parameter]
    public EventCallback OnRestored { get; set; }

    [Inject]
    private BinActions Actions { get; set; } = null!;

    private async Task RestoreAsync()
    {
        try
        {
            await Actions.RestoreRunsAsync([Binned!.RunId]);
            await OnRestored.InvokeAsync();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }
    }
}
