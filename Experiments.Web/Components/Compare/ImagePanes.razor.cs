using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Compare;

/// <summary>One image, its truth, where two predictions differ, and every run's prediction: panes that zoom and move in step.</summary>
public sealed partial class ImagePanes
{
    private ElementReference _place;
    private string _drawn = "";

    /// <summary>The image.</summary>
    [Parameter, EditorRequired]
    public ComparedImage Image { get; set; } = null!;

    /// <summary>Whose predictions are shown, by the jobs that made them.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<(ComparedGroup Group, long Job)> Shown { get; set; } = [];

    /// <summary>What the colours of the map mean.</summary>
    [Parameter]
    public IReadOnlyList<(string Colour, string Words)> Keys { get; set; } = [];

    private string AltOf(string what) => $"{what} of {Image.Name}";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var before = _drawn;
        _drawn = Image.Name;
        if (firstRender) await AttachAsync("panes.js", _place);
        else if (before != _drawn && Scripted is not null) await Scripted.InvokeVoidAsync("renewed");
    }
}
