using Experiments.Web.Demo;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>From nothing to a running sweep in two presses: what it is, what it costs, and go.</summary>
public partial class MiniaturePanel
{
    private bool _asking;
    private bool _beginning;
    private string? _problem;

    /// <summary>When it was begun.</summary>
    [Parameter]
    public EventCallback OnBegun { get; set; }

    [Inject]
    private MiniatureActions Actions { get; set; } = null!;

    private async Task BeginAsync()
    {
        (_beginning, _problem) = (true, null);
        try
        {
            await Actions.BeginAsync();
            _asking = false;
            await OnBegun.InvokeAsync();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }
        finally
        {
            _beginning = false;
        }
    }
}
