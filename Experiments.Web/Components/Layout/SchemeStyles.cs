using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using MudBlazor;

namespace Experiments.Web.Components.Layout;

/// <summary>
/// The theme's colours for a page without a connection: both schemes, chosen by the browser, so that the first page that a person ever sees has
/// the system's own.
/// </summary>
public sealed class SchemeStyles : ComponentBase
{
    private static readonly string Text = $"html{{{Colours(AppTheme.Theme.PaletteLight)}}}html[data-scheme=dark]{{{Colours(AppTheme.Theme.PaletteDark)}}}";

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "style");
        builder.AddMarkupContent(1, Text);
        builder.CloseElement();
    }

    private static string Colours(Palette palette) => string.Concat(new (string Name, MudBlazor.Utilities.MudColor Colour)[]
    {
        ("text-primary", palette.TextPrimary), ("text-secondary", palette.TextSecondary), ("text-disabled", palette.TextDisabled), ("lines-default", palette.LinesDefault), ("lines-inputs", palette.LinesInputs),
        ("surface", palette.Surface), ("background", palette.Background), ("primary", palette.Primary), ("primary-text", palette.PrimaryContrastText), ("success", palette.Success), ("warning", palette.Warning),
        ("error", palette.Error), ("info", palette.Info),
    }.Select(c => $"--mud-palette-{c.Name}:{c.Colour.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex)};"));
}
