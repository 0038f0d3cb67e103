using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>
/// A panel in a page that asks before something is done. It takes the keyboard when it appears, which also brings it into sight; the page
/// that opened it gives the keyboard back to the button when it closes.
/// </summary>
public abstract class AskingPanel : ComponentBase
{
    /// <summary>The panel's element: a <c>role="dialog"</c> with <c>tabindex="-1"</c>.</summary>
    protected ElementReference Place { get; set; }

    /// <inheritdoc/>
    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? Keyboard.GiveAsync(() => Place.FocusAsync()) : Task.CompletedTask;
}
