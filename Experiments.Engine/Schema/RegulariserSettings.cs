using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>Regularisers.</summary>
public enum RegulariserName
{
    /// <summary>No penalty.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>α/2‖w_S‖² + β/2‖w_new‖²: distance to zero.</summary>
    [JsonStringEnumMemberName("l2")] L2,

    /// <summary>α/2‖w_S − w⁰_S‖² + β/2‖w_new‖²: distance to the pre-trained weights (Li et al. 2018, eq. 1).</summary>
    [JsonStringEnumMemberName("l2-sp")] L2Sp,
}

/// <summary>Weight decay or one of its relatives; convolution and classifier weights only, no biases, no batch norm.</summary>
public sealed record RegulariserSettings
{
    /// <summary>Penalty.</summary>
    [Setting("Penalty: none, L2 (distance to zero), or L2-SP (distance to the pre-trained weights).")]
    public RegulariserName Kind { get; init; } = RegulariserName.L2Sp;

    /// <summary>Rate of inherited weights.</summary>
    [Setting("Rate of inherited weights (those that the weights file has).", Min = 0, Max = 100)]
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Rate of new weights.</summary>
    [Setting("Rate of new weights (always towards zero).", Min = 0, Max = 100)]
    public double Beta { get; init; } = 1e-4;
}
