using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>A part of a run's page: reads the address by way of the page, and what it reads ends with it.</summary>
public abstract class RunTab : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Begins.</summary>
    protected RunTab() => Gone = _gone.Token;

    /// <summary>What the address says.</summary>
    [Parameter]
    public RunQuery Query { get; set; } = RunQuery.Empty;

    /// <summary>Leads to other addresses.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Ends when the part is left.</summary>
    protected CancellationToken Gone { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _gone.Cancel();
        _gone.Dispose();
    }
}
