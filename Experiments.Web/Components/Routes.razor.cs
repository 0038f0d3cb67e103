using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components;

/// <summary>Finds the page of a URL.</summary>
public partial class Routes
{
    /// <summary>Whether the browser's last known colour scheme is dark.</summary>
    [Parameter]
    public bool InitiallyDark { get; set; }

    /// <summary>The browser's time zone as it was known last; empty where it never said.</summary>
    [Parameter]
    public string? Zone { get; set; }

    /// <summary>The browser's address, for the audit trail.</summary>
    [Parameter]
    public string Address { get; set; } = "";

    [Inject]
    private PageClock Clock { get; set; } = null!;

    [Inject]
    private CurrentPerson Current { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Current.Page(Address);
        Clock.Zone(Zone);
    }
}
