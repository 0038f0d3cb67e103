using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Engine.Training;

/// <summary>What the penalty does with a tensor.</summary>
public enum PenaltyGroup
{
    /// <summary>It takes no part.</summary>
    Free,

    /// <summary>S: α times the penalty, near w⁰ where that is what the penalty does.</summary>
    Inherited,

    /// <summary>S̄: β/2‖w‖², towards zero.</summary>
    New,
}

/// <summary>One trainable tensor of a network and what the run does with it.</summary>
/// <param name="Name">Its checkpoint key.</param>
/// <param name="Value">The tensor.</param>
/// <param name="Start">w⁰, a copy of its start value where the weights file has it; null for a new tensor.</param>
/// <param name="LearningRateMultiplier">Factor on the schedule's rate.</param>
/// <param name="Group">What the penalty does with it.</param>
public sealed record TrainedParameter(string Name, Parameter Value, Tensor? Start, double LearningRateMultiplier, PenaltyGroup Group)
{
    /// <summary>Whether the weights file has it.</summary>
    public bool IsInherited => Start is not null;

    /// <summary>Whether it is a convolution's or classifier's weight; the rest are biases and batch norm's γ and β.</summary>
    public bool IsWeight => Value.dim() >= 2;

    /// <summary>Whether it takes part in the penalty.</summary>
    public bool IsPenalised => Group != PenaltyGroup.Free;

    /// <summary>Name of the block it belongs to, for drift curves: <c>layer3</c>, <c>head</c>, ...</summary>
    public string Block => Name.StartsWith("backbone.", StringComparison.Ordinal) ? Name.Split('.')[1] : Name.Split('.')[0];
}
