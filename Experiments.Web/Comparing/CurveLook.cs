using System.Globalization;

namespace Experiments.Web.Comparing;

/// <summary>How curves are looked at, as addresses hold it.</summary>
public sealed record CurveLook
{
    /// <summary>As curves are unasked: by iteration, as they are.</summary>
    public static CurveLook Plain { get; } = new();

    /// <summary>What they run along.</summary>
    public CurveAxis X { get; init; }

    /// <summary>Weight of the smoothing, 0 for none, below 1.</summary>
    public double Smoothing { get; init; }

    /// <summary>Whether values stand on a logarithmic axis.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether x is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Its part of an address's query; no value where it is as it is unasked.</summary>
    public (string Name, string? Value)[] Parameters =>
    [
        ("x", X == CurveAxis.Iteration ? null : CompareState.Name(X)),
        ("smooth", Smoothing > 0 ? Smoothing.ToString("0.###", CultureInfo.InvariantCulture) : null),
        ("logy", LogY ? "1" : null),
        ("logx", LogX ? "1" : null),
    ];

    /// <summary>Reads an address's query; what cannot be read is as if it were not there.</summary>
    /// <param name="value">The value of a name; null where there is none.</param>
    public static CurveLook Read(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new CurveLook
        {
            X = CompareState.Choice(value("x"), CurveAxis.Iteration),
            Smoothing = double.TryParse(value("smooth"), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is > 0 and < 1 ? weight : 0,
            LogY = value("logy") == "1",
            LogX = value("logx") == "1",
        };
    }
}
