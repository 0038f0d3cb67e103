using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.OneRun;

/// <summary>One image in four panes that zoom and move in step; the browser does it by itself.</summary>
public sealed partial class PredictionViewer
{
    private ElementReference _place;
    private int _shown;

    /// <summary>The image.</summary>
    [Parameter, EditorRequired]
    public GalleryImage Image { get; set; } = null!;

    /// <summary>The class that errors are shown of; null for all.</summary>
    [Parameter]
    public int? Class { get; set; }

    /// <summary>Its name.</summary>
    [Parameter]
    public string? ClassName { get; set; }

    /// <summary>Where it stands in the order, in words.</summary>
    [Parameter]
    public string Position { get; set; } = "";

    /// <summary>What keeps more pictures.</summary>
    [Parameter]
    public string Remedy { get; set; } = "";

    /// <summary>Address of the image before; null for none.</summary>
    [Parameter]
    public string? Previous { get; set; }

    /// <summary>Address of the image after; null for none.</summary>
    [Parameter]
    public string? Next { get; set; }

    /// <summary>Colours of the error map in words.</summary>
    private IEnumerable<(string Name, string Colour)> Legend => Class is null
        ? [("right", ColourOf(ErrorMap.Right)), ("wrong", ColourOf(ErrorMap.Wrong)), ("not counted", ColourOf(ErrorMap.Aside))]
        : [("right", ColourOf(ErrorMap.Right)), ("missed", ColourOf(ErrorMap.Wrong)), ("false alarm", ColourOf(ErrorMap.FalseAlarm)), ("other classes", ColourOf(ErrorMap.Aside))];

    private string AltOf(string what) => $"{what} of {Image.Stem}";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _shown = Image.Index;
            await AttachAsync("panes.js", _place);
        }
        else if (_shown != Image.Index && Scripted is not null)
        {
            _shown = Image.Index;
            await Scripted.InvokeVoidAsync("renewed");
        }
    }

    private static string ColourOf(byte value) => ErrorMap.Colours[value].Colour;
}
