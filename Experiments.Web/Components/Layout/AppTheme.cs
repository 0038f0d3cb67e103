using MudBlazor;

namespace Experiments.Web.Components.Layout;

/// <summary>Colours and type of the site. Fonts are the system's: nothing is loaded from elsewhere.</summary>
public static class AppTheme
{
    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "DejaVu Sans", "sans-serif"];

    /// <summary>The theme, light and dark.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0f6b6b",
            PrimaryContrastText = "#ffffff",
            Secondary = "#475467",
            Tertiary = "#7a4fbf",
            Info = "#1c6ea4",
            Success = "#1f7a4d",
            Warning = "#9a6200",
            Error = "#b42318",
            Background = "#f6f7f8",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2430",
            DrawerBackground = "#ffffff",
            DrawerText = "#344054",
            DrawerIcon = "#667085",
            TextPrimary = "#1b2430",
            TextSecondary = "#5b6675",
            TextDisabled = "#98a2b3",
            LinesDefault = "#e3e6ea",
            LinesInputs = "#c3c9d1",
            TableLines = "#e9ecef",
            Divider = "#e3e6ea",
            ActionDefault = "#5b6675",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#58c4bd",
            PrimaryContrastText = "#06201f",
            Secondary = "#a3adba",
            Tertiary = "#b79ae6",
            Info = "#6cb4e4",
            Success = "#6ccf9b",
            Warning = "#e5b454",
            Error = "#f2857b",
            Background = "#101418",
            Surface = "#171c21",
            AppbarBackground = "#171c21",
            AppbarText = "#e6eaee",
            DrawerBackground = "#171c21",
            DrawerText = "#c4ccd4",
            DrawerIcon = "#8b97a4",
            TextPrimary = "#e6eaee",
            TextSecondary = "#9aa6b2",
            TextDisabled = "#66727e",
            LinesDefault = "#2a3138",
            LinesInputs = "#46515b",
            TableLines = "#252c33",
            Divider = "#2a3138",
            ActionDefault = "#9aa6b2",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "216px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
