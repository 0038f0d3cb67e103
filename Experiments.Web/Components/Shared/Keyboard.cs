using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>Hands the keyboard on: to what a button has opened, and back to the button. What gets it also comes into sight.</summary>
public static class Keyboard
{
    /// <summary>Focuses an element; one that has gone meanwhile is left alone.</summary>
    /// <param name="focus">Focuses it, for example by <c>FocusAsync</c> of its reference.</param>
    public static async Task GiveAsync(Func<ValueTask> focus)
    {
        ArgumentNullException.ThrowIfNull(focus);
        try
        {
            await focus();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The element, or the whole page, was closed before the browser was asked.
        }
    }
}
