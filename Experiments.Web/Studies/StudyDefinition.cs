using System.ComponentModel;
using System.Text.Json.Serialization;
using Experiments.Web.Grids;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Studies;

/// <summary>Which settings of the factors a study runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StudyDesign>))]
public enum StudyDesign
{
    /// <summary>The baseline, and each other level of each factor with all else as the baseline: cheapest; sees no interaction.</summary>
    [JsonStringEnumMemberName("one-at-a-time")]
    OneAtATime,

    /// <summary>Every combination of levels.</summary>
    [JsonStringEnumMemberName("full-factorial")]
    Full,

    /// <summary>A fraction of the combinations of two levels each in which main effects are confounded with interactions of two factors (resolution III).</summary>
    [JsonStringEnumMemberName("fractional-factorial-3")]
    FractionalIII,

    /// <summary>A fraction in which main effects are free of interactions of two factors, which are confounded with each other (resolution IV).</summary>
    [JsonStringEnumMemberName("fractional-factorial-4")]
    FractionalIV,
}

/// <summary>
/// An uncertainty study as a person declares it: a claim (method A is better than method B by a metric under a protocol), a baseline, and the training
/// details that nobody is sure about as factors. Values are texts, as typed. Immutable and serialisable.
/// </summary>
public sealed record StudyDefinition
{
    /// <summary>Name.</summary>
    [Description("Name of the study.")]
    public string Name { get; init; } = "";

    /// <summary>Settings of the baseline that differ from their defaults: key to text. The key <c>dataset</c> names a registered data set.</summary>
    [Description("Settings of the baseline that differ from their defaults: key to value; dataset: NAME takes those of a registered data set.")]
    public IReadOnlyDictionary<string, string> Base { get; init; } = new Dictionary<string, string>();

    /// <summary>The method that is claimed to be better.</summary>
    [Description("The method that is claimed to be better.")]
    public GridChoice A { get; init; } = new() { Label = "L2-SP", Set = new Dictionary<string, string> { ["regulariser.kind"] = "l2-sp" } };

    /// <summary>The method that it is compared with.</summary>
    [Description("The method that it is compared with.")]
    public GridChoice B { get; init; } = new() { Label = "L2", Set = new Dictionary<string, string> { ["regulariser.kind"] = "l2" } };

    /// <summary>Name of the heading over the two.</summary>
    [Description("Name of the heading over the two methods.")]
    public string MethodHeading { get; init; } = "Regulariser";

    /// <summary>Factors; the first choice of each is the baseline's.</summary>
    [Description("The uncertain details; the first level of each is the baseline's.")]
    public IReadOnlyList<GridAxis> Factors { get; init; } = [];

    /// <summary>Which settings are run.</summary>
    [Description("Which combinations of levels run.")]
    public StudyDesign Design { get; init; } = StudyDesign.OneAtATime;

    /// <summary>Seeds of each setting and method, for example <c>0-2</c>.</summary>
    [Description("Seeds of each setting and method, for example 0-2.")]
    public string Seeds { get; init; } = "0-2";

    /// <summary>Name of the protocol that judges the claim: SS, MS, 10-crop.</summary>
    [Description("The protocol that judges the claim: SS, MS, 10-crop.")]
    public string Protocol { get; init; } = SweepDefinition.SingleScale;

    /// <summary>The smallest difference that matters, in points; above 0.</summary>
    [Description("The smallest difference that matters, in points.")]
    public double SmallestDifference { get; init; } = 0.5;
}
