using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>What is shown where there is no page.</summary>
public partial class NotFound
{
    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Path => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
}
