using Experiments.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Layout;

/// <summary>Says on every page what is wrong with the site, for as long as it is.</summary>
public sealed partial class SiteBanner : IDisposable
{
    [Inject]
    private SiteHealth Health { get; set; } = null!;

    public void Dispose() => Health.Changed -= Changed;

    protected override void OnInitialized() => Health.Changed += Changed;

    private void Changed() => _ = InvokeAsync(StateHasChanged);
}
