using Experiments.Web.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;

namespace Experiments.Web.Components.Layout;

/// <summary>Navigation, colour scheme and the error boundary around every page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private PageErrors? _errors;
    private DotNetObjectReference<MainLayout>? _self;
    private string _mode = "system";
    private string? _zone;
    private bool _dark;
    private bool _menuOpen;
    private bool _interactive;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private AccessSettings Access { get; set; } = null!;

    [Inject]
    private PageClock Clock { get; set; } = null!;

    [CascadingParameter(Name = "InitiallyDark")]
    private bool InitiallyDark { get; set; }

    private string ThemeIcon => _mode switch
    {
        "light" => Icons.Material.Outlined.LightMode,
        "dark" => Icons.Material.Outlined.DarkMode,
        _ => Icons.Material.Outlined.BrightnessAuto,
    };

    private string ThemeTitle => _mode switch
    {
        "light" => "Colours: light (press for dark)",
        "dark" => "Colours: dark (press to follow the system)",
        _ => "Colours: the system's (press for light)",
    };

    /// <summary>Called by the browser when the system's or the chosen scheme changes.</summary>
    [JSInvokable]
    public Task SchemeChanged(string mode, bool dark)
    {
        (_mode, _dark) = (mode, dark);
        return InvokeAsync(StateHasChanged);
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        _self?.Dispose();
    }

    protected override void OnInitialized()
    {
        _dark = InitiallyDark;
        Navigation.LocationChanged += Moved;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _interactive = true;
        _self = DotNetObjectReference.Create(this);
        try
        {
            var state = await Script.InvokeAsync<string[]>("experimentsTheme.watch", _self);
            (_mode, _dark) = (state[0], state[1] == "dark");
            _zone = await Script.InvokeAsync<string>("experimentsZone");
            Clock.Zone(_zone);
        }
        catch (JSException)
        {
            // Without its scripts the site keeps the colours and the time zone that the server chose.
        }

        StateHasChanged();
    }

    private async Task NextThemeAsync()
    {
        var next = _mode switch { "system" => "light", "light" => "dark", _ => "system" };
        await Script.InvokeVoidAsync("experimentsTheme.set", next);
    }

    private void ToggleMenu() => _menuOpen = !_menuOpen;

    private void CloseMenu() => _menuOpen = false;

    private void Moved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(() =>
    {
        _menuOpen = false;
        _errors?.Recover();
        StateHasChanged();
    });
}
