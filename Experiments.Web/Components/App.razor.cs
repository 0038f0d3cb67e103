using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components;

/// <summary>The document around every page; rendered on the server, once a visit.</summary>
public partial class App
{
    private bool _dark;

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    protected override void OnInitialized() => _dark = Context?.Request.Cookies["scheme"] == "dark";
}
