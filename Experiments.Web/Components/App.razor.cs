using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Experiments.Web.Components;

/// <summary>The document around every page; rendered on the server, once a visit.</summary>
public partial class App
{
    private bool _dark;
    private string? _zone;

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    /// <summary>Pages that set a browser's cookie are plain documents; all others live on a connection.</summary>
    private IComponentRenderMode? Mode => Context?.AcceptsInteractiveRouting() == false ? null : RenderMode.InteractiveServer;

    protected override void OnInitialized() => (_dark, _zone) = (Context?.Request.Cookies["scheme"] == "dark", Uri.UnescapeDataString(Context?.Request.Cookies[PageClock.ZoneCookie] ?? ""));
}
