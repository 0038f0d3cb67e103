using Experiments.Web.Grids;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Studies;

/// <summary>Which settings of the factors a study runs.</summary>
public enum StudyDesign
{
    /// <summary>The baseline, and each other level of each factor with all else as the baseline: cheapest; sees no interaction.</summary>
    OneAtATime,

    /// <summary>Every combination of levels.</summary>
    Full,

    /// <summary>A fraction of the combinations of two levels each in which main effects are confounded with interactions of two factors (resolution III).</summary>
    FractionalIII,

    /// <summary>A fraction in which main effects are free of interactions of two factors, which are confounded with each other (resolution IV).</summary>
    FractionalIV,
}

/// <summary>
/// An uncertainty study as a person declares it: a claim (method A is better than method B by a metric under a protocol), a baseline, and the training
/// details that nobody is sure about as factors. Values are texts, as typed. Immutable and serialisable.
/// </summary>
public sealed record StudyDefinition
{
    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Settings of the baseline that differ from their defaults: key to text. The key <c>dataset</c> names a registered data set.</summary>
    public IReadOnlyDictionary<string, string> Base { get; init; } = new Dictionary<string, string>();

    /// <summary>The method that is claimed to be better.</summary>
    public GridChoice A { get; init; } = new() { Label = "L2-SP", Set = new Dictionary<string, string> { ["regulariser.kind"] = "l2-sp" } };

    /// <summary>The method that it is compared with.</summary>
    public GridChoice B { get; init; } = new() { Label = "L2", Set = new Dictionary<string, string> { ["regulariser.kind"] = "l2" } };

    /// <summary>Name of the heading over the two.</summary>
    public string MethodHeading { get; init; } = "Regulariser";

    /// <summary>Factors; the first choice of each is the baseline's.</summary>
    public IReadOnlyList<GridAxis> Factors { get; init; } = [];

    /// <summary>Which settings are run.</summary>
    public StudyDesign Design { get; init; } = StudyDesign.OneAtATime;

    /// <summary>Seeds of each setting and method, for example <c>0-2</c>.</summary>
    public string Seeds { get; init; } = "0-2";

    /// <summary>Name of the protocol that judges the claim: SS, MS, 10-crop.</summary>
    public string Protocol { get; init; } = SweepDefinition.SingleScale;

    /// <summary>The smallest difference that matters, in points; above 0.</summary>
    public double SmallestDifference { get; init; } = 0.5;
}
