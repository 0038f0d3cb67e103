using System.Globalization;
using Experiments.Data.Metrics;
using Experiments.Web.Components;

namespace Experiments.Web.Comparing;

/// <summary>All that the page of a comparison can be told, as its address holds it.</summary>
public sealed record CompareState
{
    /// <summary>Curves that are shown at a time at most.</summary>
    public const int MostCurves = 6;

    /// <summary>What is compared.</summary>
    public CompareSet Set { get; init; } = CompareSet.Empty;

    /// <summary>Place of what the others are compared with; null for the first.</summary>
    public int? Baseline { get; init; }

    /// <summary>Names of the curves; empty for those that the page chooses.</summary>
    public IReadOnlyList<string> Curves { get; init; } = [];

    /// <summary>How they are looked at.</summary>
    public CurveLook Look { get; init; } = CurveLook.Plain;

    /// <summary>What a group's band shows.</summary>
    public BandKind Band { get; init; } = BandKind.StandardDeviation;

    /// <summary>Places whose curves are hidden.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>What the settings' keys are searched for.</summary>
    public string Search { get; init; } = "";

    /// <summary>Metric of the scores; empty for that which stands for them.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Protocol under which classes and images are compared, the first digits of its fingerprint; empty for the first.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Place of the one whose classes and images are compared with the baseline's; null for the first other.</summary>
    public int? Other { get; init; }

    /// <summary>Stem of the image; empty for that of the biggest disagreement.</summary>
    public string Image { get; init; } = "";

    /// <summary>Kind of the plot.</summary>
    public PlotKind Plot { get; init; }

    /// <summary>Variable along x, or of the boxes; empty for that which the page chooses.</summary>
    public string PlotX { get; init; } = "";

    /// <summary>Variable along y; empty for that which the page chooses.</summary>
    public string PlotY { get; init; } = "";

    /// <summary>Reads an address's query; what cannot be read is as if it were not there.</summary>
    /// <param name="value">The value of a name; null where there is none.</param>
    public static CompareState Read(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new CompareState
        {
            Set = CompareSet.Read(value("runs")),
            Baseline = Number(value("base")),
            Curves = [.. Words(value("curves")).Take(MostCurves)],
            Look = CurveLook.Read(value),
            Band = Choice(value("band"), BandKind.StandardDeviation),
            Hidden = [.. Words(value("hidden")).Select(Number).OfType<int>().Distinct()],
            Search = value("search") ?? "",
            Metric = value("metric") ?? "",
            Protocol = value("protocol") ?? "",
            Other = Number(value("other")),
            Image = value("image") ?? "",
            Plot = Choice(value("plot"), PlotKind.Scatter),
            PlotX = value("px") ?? "",
            PlotY = value("py") ?? "",
        };
    }

    /// <summary>The query, without its question mark; empty where everything is as it is unasked.</summary>
    public string Write()
    {
        // The set stays readable: its letters need no escaping.
        string[] parts =
        [
            Set.Write() is { Length: > 0 } set ? $"runs={set}" : "",
            Urls.Query(
            [
                ("base", Baseline?.ToString(CultureInfo.InvariantCulture)),
                ("curves", string.Join(',', Curves)),
                .. Look.Parameters,
                ("band", Band == BandKind.StandardDeviation ? null : Name(Band)),
                ("hidden", string.Join(',', Hidden.Select(h => h.ToString(CultureInfo.InvariantCulture)))),
                ("search", Search),
                ("metric", Metric),
                ("protocol", Protocol),
                ("other", Other?.ToString(CultureInfo.InvariantCulture)),
                ("image", Image),
                ("plot", Plot == PlotKind.Scatter ? null : Name(Plot)),
                ("px", PlotX),
                ("py", PlotY),
            ]),
        ];
        return string.Join('&', parts.Where(p => p.Length > 0));
    }

    /// <summary>A choice as addresses write it.</summary>
    public static string Name(Enum choice) => choice.ToString().ToLowerInvariant();

    /// <summary>Reads a choice that an address names.</summary>
    public static T Choice<T>(string? text, T otherwise)
        where T : struct, Enum => text is { Length: > 0 } && char.IsLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice : otherwise;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<string> Words(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
