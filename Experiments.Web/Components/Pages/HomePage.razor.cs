using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>What runs now, what came out last, and the grids; on a new database, how to begin.</summary>
public partial class HomePage
{
    private HomeView? _home;

    [Inject]
    private HomeQuery Query { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _home = await Query.LoadAsync(cancellationToken);
}
