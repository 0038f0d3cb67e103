namespace Experiments.Data.Figures;

/// <summary>A colour by its use. Series are those of Okabe and Ito (2008), which people who confuse red and green can tell apart.</summary>
/// <param name="Name">Name of the CSS variable that a page may set, without <c>--figure-</c>.</param>
/// <param name="Rgb">Colour on white paper, six hexadecimal digits.</param>
public sealed record Ink(string Name, string Rgb)
{
    /// <summary>Text and the lines that matter.</summary>
    public static Ink Main { get; } = new("ink", "1a1a1a");

    /// <summary>Notes, axes.</summary>
    public static Ink Muted { get; } = new("muted", "595959");

    /// <summary>Grid lines.</summary>
    public static Ink Grid { get; } = new("grid", "dcdcdc");

    /// <summary>The background.</summary>
    public static Ink Paper { get; } = new("paper", "ffffff");

    /// <summary>Colours of series, in the order of their use.</summary>
    public static IReadOnlyList<Ink> Series { get; } =
    [
        new("series-1", "0072b2"), new("series-2", "d55e00"), new("series-3", "009e73"), new("series-4", "cc79a7"),
        new("series-5", "56b4e9"), new("series-6", "e69f00"), new("series-7", "000000"),
    ];
}
