using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>Regularisers; each is one file in <c>Training/Regularisation</c>.</summary>
public enum RegulariserName
{
    /// <summary>No penalty.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>α/2‖w_S‖² + β/2‖w_new‖²: distance to zero (the reference's mode 0).</summary>
    [JsonStringEnumMemberName("l2")] L2,

    /// <summary>α/2‖w_S − w⁰_S‖² + β/2‖w_new‖²: distance to the pre-trained weights (Li et al. 2018, eq. 1; mode 1).</summary>
    [JsonStringEnumMemberName("l2-sp")] L2Sp,

    /// <summary>What is orthogonal to w⁰ in each output channel, times sqrt(fan-in) of the layer (the reference's mode 2).</summary>
    [JsonStringEnumMemberName("l2-sp-normalised")] L2SpNormalised,

    /// <summary>The same without the layer's factor (the reference's mode 3).</summary>
    [JsonStringEnumMemberName("l2-sp-orthogonal")] L2SpOrthogonal,

    /// <summary>α‖w_S − w⁰_S‖₁ (Li et al. 2018).</summary>
    [JsonStringEnumMemberName("l1-sp")] L1Sp,

    /// <summary>α Σ_g sqrt(p_g)‖w_g − w⁰_g‖₂, a group the fan-in of one output channel (Li et al. 2018).</summary>
    [JsonStringEnumMemberName("gl-sp")] GlSp,

    /// <summary>α/2 Σ_j F_jj (w_j − w⁰_j)², F the diagonal Fisher information on the source data (Li et al. 2018).</summary>
    [JsonStringEnumMemberName("l2-sp-fisher")] L2SpFisher,
}

/// <summary>Which tensors take part in the penalty.</summary>
public enum PenaltyScope
{
    /// <summary>Convolution and classifier weights: the reference.</summary>
    [JsonStringEnumMemberName("weights")] Weights,

    /// <summary>Every trained tensor, batch norm's and biases too: semseg, torchvision, MMSegmentation.</summary>
    [JsonStringEnumMemberName("all")] All,
}

/// <summary>Weight decay or one of its relatives.</summary>
public sealed record RegulariserSettings
{
    /// <summary>Penalty.</summary>
    [Setting("Penalty: none, L2 (distance to zero), L2-SP (distance to the pre-trained weights) or one of its relatives.")]
    public RegulariserName Kind { get; init; } = RegulariserName.L2Sp;

    /// <summary>Rate of inherited weights.</summary>
    [Setting("Rate of inherited weights (those that the weights file has).", Min = 0, Max = 100)]
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Rate of new weights.</summary>
    [Setting("Rate of new weights (always towards zero).", Min = 0, Max = 100)]
    public double Beta { get; init; } = 1e-4;

    /// <summary>Which tensors take part.</summary>
    [Setting("Which tensors the penalty takes: convolution and classifier weights, or everything, batch norm and biases too.")]
    public PenaltyScope Scope { get; init; } = PenaltyScope.Weights;

    /// <summary>Puts the blocks whose convolutions became dilated into the group of new weights.</summary>
    [Setting("Treat the convolutions of dilated blocks (layer3 and layer4; layer3 of CIFAR networks) as new weights: towards zero, at β.")]
    public bool ConsiderDilated { get; init; }

    /// <summary>Tensors put into the group of new weights by hand.</summary>
    [Setting("Tensors that the penalty treats as new, by hand: keys, or the start of keys up to a dot such as backbone.layer4. Everything else follows the weights file.")]
    public IReadOnlyList<string> NewTensors { get; init; } = [];

    /// <summary>If given, only these tensors count as inherited.</summary>
    [Setting("If given, only these tensors are treated as inherited by the penalty: keys, or the start of keys up to a dot.")]
    public IReadOnlyList<string> InheritedTensors { get; init; } = [];

    /// <summary>A safetensors file with the Fisher diagonal of the inherited weights; L2-SP-Fisher only.</summary>
    [Setting("A safetensors file with the Fisher diagonal, left by a Fisher job on the source data; l2-sp-fisher only.", Kind = SettingKind.Execution)]
    public string FisherPath { get; init; } = "";

    /// <summary>SHA-256 of the Fisher file, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 of the Fisher file, filled in when the run is created; a given value is checked.", IsFilledIn = true)]
    public string FisherSha256 { get; init; } = "";
}
