using System.Globalization;
using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Compare;

/// <summary>A part of the page of a comparison. What is chosen in it goes into the address, and comes back from there.</summary>
public abstract class ComparePart : ComponentBase
{
    /// <summary>What is chosen.</summary>
    [Parameter, EditorRequired]
    public CompareState State { get; set; } = new();

    /// <summary>What is compared.</summary>
    [Parameter, EditorRequired]
    public CompareView View { get; set; } = new();

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>What the others are compared with.</summary>
    protected ComparedGroup Baseline => View.At(State.Baseline)!;

    /// <summary>The other of the two whose classes and images are compared: the one that was chosen, else the first that is not the baseline.</summary>
    protected ComparedGroup? Other => View.Groups.FirstOrDefault(g => g.Slot == State.Other && g != Baseline) ?? View.Groups.FirstOrDefault(g => g != Baseline);

    /// <summary>Goes to another choice. It is no new place to come back to.</summary>
    protected void Choose(CompareState state) => Navigation.NavigateTo(Urls.Compare(state), replace: true);

    /// <summary>Goes to another set, from where the one before can be come back to.</summary>
    protected void ChooseSet(CompareSet set) => Go(State with { Set = set });

    /// <summary>Goes to a state, from where this one can be come back to.</summary>
    protected void Go(CompareState state) => Navigation.NavigateTo(Urls.Compare(state));

    /// <summary>What an input holds now.</summary>
    protected static string TextOf(ChangeEventArgs e) => e?.Value as string ?? "";

    /// <summary>A place that a choice names.</summary>
    protected static int? SlotOf(ChangeEventArgs e) => int.TryParse(TextOf(e), NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? slot : null;
}
