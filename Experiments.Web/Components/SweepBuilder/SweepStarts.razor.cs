using System.Globalization;
using Experiments.Data.Sweeps;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>What a sweep may begin with: a preset, one of the reference's open questions, the settings behind a published value, an earlier sweep or run.</summary>
public partial class SweepStarts
{
    private const int MostSweeps = 30;
    private IReadOnlyList<SweepSummary> _sweeps = [];
    private string? _shown;
    private bool _open;

    /// <summary>The preset or recipe that the form was filled from; null for none.</summary>
    [Parameter]
    public string? Chosen { get; set; }

    [Inject]
    private SweepDefinitions Sweeps { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        // Who comes with something to go on with is not shown what to begin with.
        _open = new Uri(Navigation.Uri).Query.Length == 0;
        _sweeps = await Sweeps.NewestAsync(MostSweeps);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Chosen == _shown) return;
        (_shown, _open) = (Chosen, false);
    }

    private void RecipeChosen(ChangeEventArgs e)
    {
        if (Recipes.Find(e.Value as string) is { } recipe) Navigation.NavigateTo(Urls.NewSweepPreset(recipe.Id));
    }

    private void SweepChosen(ChangeEventArgs e)
    {
        if (Number(e) is { } sweep) Navigation.NavigateTo(Urls.NewSweepLike(sweep));
    }

    private void RunChosen(ChangeEventArgs e)
    {
        if (Number(e) is { } run) Navigation.NavigateTo(Urls.NewSweepFromRun(run));
    }

    private static long? Number(ChangeEventArgs e) =>
        long.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
