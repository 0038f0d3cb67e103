using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Experiments.Web.Sweeps;

/// <summary>Which combinations of the varied settings become rows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepDesign>))]
public enum SweepDesign
{
    /// <summary>Every combination.</summary>
    [JsonStringEnumMemberName("grid"), Description("Every combination of the values: the paper's table.")]
    Grid,

    /// <summary>Rows as they are written.</summary>
    [JsonStringEnumMemberName("list"), Description("Exactly the rows you write, each with its own settings.")]
    List,

    /// <summary>Independent draws.</summary>
    [JsonStringEnumMemberName("random"), Description("So many independent draws from values and ranges; more draws later keep the first ones.")]
    Random,

    /// <summary>Draws that fill every range evenly.</summary>
    [JsonStringEnumMemberName("latin-hypercube"), Description("So many draws that cover every range evenly: fewer are needed than at random, but another number is another set.")]
    LatinHypercube,

    /// <summary>A baseline, and one change at a time.</summary>
    [JsonStringEnumMemberName("one-at-a-time"), Description("A baseline (the first value of each), and every other value alone: which detail matters, at the least cost; no interactions.")]
    OneAtATime,

    /// <summary>A regular two-level fraction.</summary>
    [JsonStringEnumMemberName("fractional-factorial"), Description("Two values a setting in a balanced fraction of all combinations: main effects of many settings from few runs; what cannot be told apart is listed.")]
    FractionalFactorial,
}

/// <summary>How a range is cut or drawn from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepScale>))]
public enum SweepScale
{
    /// <summary>Evenly.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>Evenly in the logarithm; both ends above 0.</summary>
    [JsonStringEnumMemberName("log")] Log,

    /// <summary>Whole numbers, both ends included.</summary>
    [JsonStringEnumMemberName("integer")] Integer,
}
