using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Web.Exports;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>What an export of a grid gives, to the last character, before it is taken.</summary>
public sealed partial class ExportPanel : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ExportPreview? _preview;
    private (string Format, string Version) _shown;

    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired]
    public ExportFormat Format { get; set; } = null!;

    /// <summary>Changes when the grid's numbers do: the text is then written anew.</summary>
    [Parameter, EditorRequired]
    public string Version { get; set; } = "";

    /// <summary>When another form is chosen.</summary>
    [Parameter]
    public EventCallback<ExportFormat> OnFormat { get; set; }

    /// <summary>When it is to go.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private ExportPreviews Previews { get; set; } = null!;

    private IEnumerable<ExportFormat> Formats => ExportFormat.Of(Grid.IsPublished);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var shown = (Format.Name, Version);
        if (shown == _shown) return;
        // The text of another form is not this one's; one of older numbers stays until the new one is there.
        if (Format.Name != _shown.Format) _preview = null;
        _shown = shown;
        var preview = await Previews.OfAsync(Grid.GridId, Format, _gone.Token);
        // Another form may have been chosen meanwhile.
        if (shown == _shown) _preview = preview;
    }
}
