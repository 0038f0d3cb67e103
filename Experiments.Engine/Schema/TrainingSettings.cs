using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>At which size the loss is taken.</summary>
public enum LossResolution
{
    /// <summary>Logits are resized to the labels' size (the reference).</summary>
    [JsonStringEnumMemberName("label")] Label,

    /// <summary>Labels are resized (nearest) to the logits' size.</summary>
    [JsonStringEnumMemberName("logit")] Logit,
}

/// <summary>Schedule, batch and loss.</summary>
public sealed record TrainingSettings
{
    /// <summary>Number of iterations (optimiser steps).</summary>
    [Setting("Number of iterations (optimiser steps).", Min = 1, Max = 10_000_000)]
    public int Iterations { get; init; } = 30000;

    /// <summary>Images a step, over all replicas.</summary>
    [Setting("Images a step, over all replicas together.", Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Side of the square training crop in pixels.</summary>
    [Setting("Side of the square training crop in pixels; a multiple of 48 (6 bins × output stride 8) for ImageNet backbones.", Min = 8, Max = 4096)]
    public int Crop { get; init; } = 480;

    /// <summary>Learning rate at the start of the poly schedule.</summary>
    [Setting("Learning rate at the start of the schedule.", Min = 0, Max = 100)]
    public double BaseLearningRate { get; init; } = 0.01;

    /// <summary>Power of the poly schedule (1 − step/iterations)^power.</summary>
    [Setting("Power of the poly schedule (1 − step/iterations)^power.", Min = 0, Max = 10)]
    public double PolyPower { get; init; } = 0.9;

    /// <summary>Momentum of SGD.</summary>
    [Setting("Momentum of SGD.", Min = 0, Max = 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Factor on the learning rate of new weights (those that the weights file does not have).</summary>
    [Setting("Factor on the learning rate of new layers' weights; 10 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewWeightMultiplier { get; init; } = 1;

    /// <summary>Factor on the learning rate of new biases.</summary>
    [Setting("Factor on the learning rate of new layers' biases; 20 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewBiasMultiplier { get; init; } = 1;

    /// <summary>At which size the loss is taken.</summary>
    [Setting("Size at which the loss is taken: logits resized to the labels, or labels to the logits.")]
    public LossResolution LossResolution { get; init; } = LossResolution.Label;

    /// <summary>Number of replicas that share each batch in lock-step, one a device.</summary>
    [Setting("Number of replicas that share each batch in lock-step (synchronised batch norm), one a device.", Min = 1, Max = 64)]
    public int Replicas { get; init; } = 1;
}
