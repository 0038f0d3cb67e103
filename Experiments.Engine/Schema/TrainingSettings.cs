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

/// <summary>Update rules; each is one file in <c>Training/Optimisation</c>.</summary>
public enum OptimiserName
{
    /// <summary>v ← m·v + g, w ← w − lr·v: momentum SGD as PyTorch and TensorFlow 1 have it.</summary>
    [JsonStringEnumMemberName("momentum")] Momentum,

    /// <summary>v ← m·v + lr·g, w ← w − v: momentum SGD as Caffe has it; differs where the rate changes.</summary>
    [JsonStringEnumMemberName("caffe-momentum")] CaffeMomentum,

    /// <summary>w ← w − lr·g.</summary>
    [JsonStringEnumMemberName("sgd")] Sgd,

    /// <summary>Adam (Kingma and Ba 2015, algorithm 1), as PyTorch has it.</summary>
    [JsonStringEnumMemberName("adam")] Adam,

    /// <summary>Adam with the penalty decoupled from the moments (Loshchilov and Hutter 2019).</summary>
    [JsonStringEnumMemberName("adamw")] AdamW,

    /// <summary>RMSProp as PyTorch has it: ε outside the root, the mean square starts at 0.</summary>
    [JsonStringEnumMemberName("rmsprop")] RmsProp,

    /// <summary>RMSProp as TensorFlow 1 has it: ε inside the root, the mean square starts at 1.</summary>
    [JsonStringEnumMemberName("rmsprop-tf")] RmsPropTf,
}

/// <summary>How the learning rate falls.</summary>
public enum ScheduleName
{
    /// <summary>(base − min)·(1 − step/iterations)^power + min.</summary>
    [JsonStringEnumMemberName("poly")] Poly,

    /// <summary>base · factor^(number of given iterations reached).</summary>
    [JsonStringEnumMemberName("steps")] Steps,

    /// <summary>min + (base − min)·(1 + cos(π·step/iterations))/2 (Loshchilov and Hutter 2017, without restarts).</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,

    /// <summary>base throughout.</summary>
    [JsonStringEnumMemberName("constant")] Constant,
}

/// <summary>Schedule, batch, optimiser and loss.</summary>
public sealed record TrainingSettings
{
    /// <summary>Number of iterations (optimiser steps).</summary>
    [Setting("Number of iterations (optimiser steps).", Min = 1, Max = 10_000_000)]
    public int Iterations { get; init; } = 30000;

    /// <summary>Images a forward pass, over all replicas.</summary>
    [Setting("Images a forward pass, over all replicas together.", Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Side of the square training crop in pixels.</summary>
    [Setting("Side of the square training crop in pixels; a multiple of 48 (6 bins × output stride 8) for ImageNet backbones.", Min = 8, Max = 4096)]
    public int Crop { get; init; } = 480;

    /// <summary>Learning rate at the start of the schedule.</summary>
    [Setting("Learning rate at the start of the schedule.", Min = 0, Max = 100)]
    public double BaseLearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate falls.</summary>
    [Setting("How the learning rate falls: poly, in steps, by a half cosine, or not at all.")]
    public ScheduleName Schedule { get; init; } = ScheduleName.Poly;

    /// <summary>Power of the poly schedule (1 − step/iterations)^power.</summary>
    [Setting("Power of the poly schedule (1 − step/iterations)^power.", Min = 0, Max = 10)]
    public double PolyPower { get; init; } = 0.9;

    /// <summary>Learning rate at the end of the poly and cosine schedules.</summary>
    [Setting("Learning rate that the poly and cosine schedules fall to (MMSegmentation 1e-4).", Min = 0, Max = 100)]
    public double MinimumLearningRate { get; init; }

    /// <summary>Iterations at which the steps schedule multiplies the rate.</summary>
    [Setting("Iterations at which the steps schedule multiplies the rate by training.stepFactor.", Min = 1, Max = 10_000_000)]
    public IReadOnlyList<int> StepIterations { get; init; } = [];

    /// <summary>Factor of the steps schedule.</summary>
    [Setting("Factor of the steps schedule.", Min = 0, Max = 1)]
    public double StepFactor { get; init; } = 0.1;

    /// <summary>Iterations over which the rate rises linearly to the schedule's.</summary>
    [Setting("Iterations of warm-up, over which the rate rises linearly to the schedule's; 0 for none.", Min = 0, Max = 10_000_000)]
    public int WarmupIterations { get; init; }

    /// <summary>Share of the schedule's rate that warm-up starts from.</summary>
    [Setting("Share of the schedule's rate that warm-up starts from.", Min = 0, Max = 1)]
    public double WarmupFactor { get; init; } = 0.1;

    /// <summary>Quirk of the reference: one more step at the end, at step/iterations = 1 of the poly schedule.</summary>
    [Setting("Quirk of the reference: iterations + 1 steps, the last at the schedule's end, where poly's rate is 0 and only batch norm's statistics move.")]
    public bool FinalZeroStep { get; init; }

    /// <summary>Update rule.</summary>
    [Setting("Update rule: momentum SGD as PyTorch and TensorFlow 1 have it or as Caffe has it, plain SGD, Adam, AdamW, RMSProp.")]
    public OptimiserName Optimiser { get; init; } = OptimiserName.Momentum;

    /// <summary>Momentum of SGD; also of RMSProp.</summary>
    [Setting("Momentum of momentum SGD.", Min = 0, Max = 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>β₁ of Adam and AdamW.</summary>
    [Setting("Decay of the first moment of Adam and AdamW.", Min = 0, Max = 0.99999)]
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>β₂ of Adam and AdamW.</summary>
    [Setting("Decay of the second moment of Adam and AdamW.", Min = 0, Max = 0.999999)]
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Decay of RMSProp's mean square.</summary>
    [Setting("Decay of RMSProp's mean square: 0.99 in PyTorch, 0.9 in TensorFlow 1.", Min = 0, Max = 0.99999)]
    public double RmsDecay { get; init; } = 0.99;

    /// <summary>ε of Adam, AdamW and RMSProp.</summary>
    [Setting("Epsilon of Adam, AdamW and RMSProp.", Min = 1e-15, Max = 1)]
    public double OptimiserEpsilon { get; init; } = 1e-8;

    /// <summary>Factor on the learning rate of new weights (those that the weights file does not have).</summary>
    [Setting("Factor on the learning rate of new layers' weights; 10 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewWeightMultiplier { get; init; } = 1;

    /// <summary>Factor on the learning rate of new biases.</summary>
    [Setting("Factor on the learning rate of new layers' biases; 20 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewBiasMultiplier { get; init; } = 1;

    /// <summary>Whether the two factors reach batch norm's γ and β of new layers too.</summary>
    [Setting("Whether the factors of new layers reach batch norm's scale (as a weight) and shift (as a bias) too; the reference leaves both at 1.")]
    public bool ScaleNewBatchNorm { get; init; } = true;

    /// <summary>Quirk of the reference: with factors for new layers the optimiser is momentum SGD whatever is set.</summary>
    [Setting("Quirk of the reference: with factors for new layers it trains by momentum SGD, whatever the optimiser setting.")]
    public bool MultipliersForceMomentum { get; init; }

    /// <summary>Batches whose gradients are averaged before a step.</summary>
    [Setting("Batches whose gradients are averaged before each step; batch norm still sees one batch at a time.", Min = 1, Max = 1024)]
    public int Accumulation { get; init; } = 1;

    /// <summary>Largest Euclidean norm of the loss's gradient over all weights; 0 for no limit.</summary>
    [Setting("Largest norm of the loss's gradient over all weights together, before the penalty is added; 0 for no limit.", Min = 0, Max = 1e6)]
    public double ClipNorm { get; init; }

    /// <summary>At which size the loss is taken.</summary>
    [Setting("Size at which the loss is taken: logits resized to the labels, or labels to the logits.")]
    public LossResolution LossResolution { get; init; } = LossResolution.Label;

    /// <summary>Weight of each class in the loss; empty weighs all alike.</summary>
    [Setting("Weight of each class in the loss, one number a class; empty weighs all alike.", Min = 0, Max = 1e6)]
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>OHEM: only pixels whose true class has less than this probability count; 0 for all pixels.</summary>
    [Setting("Online hard example mining: only pixels whose true class gets less than this probability count; 0 takes all pixels.", Min = 0, Max = 1)]
    public double OhemThreshold { get; init; }

    /// <summary>OHEM: at least this many pixels a batch count, the hardest first.</summary>
    [Setting("Online hard example mining: at least this many pixels of a batch count, the hardest first.", Min = 1, Max = 1e9)]
    public int OhemMinimum { get; init; } = 100_000;

    /// <summary>Number of replicas that share each batch in lock-step, one a device.</summary>
    [Setting("Number of replicas that share each batch in lock-step (synchronised batch norm), one a device.", Min = 1, Max = 64)]
    public int Replicas { get; init; } = 1;

    /// <summary>The update rule that is in force: the reference's quirk overrules the setting where new layers have factors.</summary>
    internal OptimiserName EffectiveOptimiser =>
        MultipliersForceMomentum && (NewWeightMultiplier != 1 || NewBiasMultiplier != 1) ? OptimiserName.Momentum : Optimiser;

    /// <summary>Steps in all: <see cref="Iterations"/>, and one more under the reference's quirk.</summary>
    internal int Steps => Iterations + (FinalZeroStep ? 1 : 0);
}
