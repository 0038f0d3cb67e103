using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components;

/// <summary>Finds the page of a URL.</summary>
public partial class Routes
{
    /// <summary>Whether the browser's last known colour scheme is dark.</summary>
    [Parameter]
    public bool InitiallyDark { get; set; }
}
