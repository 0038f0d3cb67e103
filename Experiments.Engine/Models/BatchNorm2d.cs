using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// Batch norm over the pixels of all replicas together ("synchronised"): one mean and one variance, exact gradients.
/// Normalises with the biased variance and stores the unbiased one; the reference's two quirks, which it shows only on
/// several devices, are options. (N, C, H, W) → the same.
/// </summary>
public sealed class BatchNorm2d : Layer
{
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly bool _unbiased;
    private readonly bool _fromMoments;

    /// <summary>γ, C.</summary>
    public readonly Parameter weight;

    /// <summary>β, C.</summary>
    public readonly Parameter bias;

    /// <summary>Moving mean, C.</summary>
    public readonly Tensor running_mean;

    /// <summary>Moving variance, C.</summary>
    public readonly Tensor running_var;

    /// <summary>Creates the layer: γ = 1, β = 0, moving statistics 0 and 1.</summary>
    /// <param name="placement">Where it lives.</param>
    /// <param name="channels">C.</param>
    /// <param name="settings">Decay d in moving ← d·moving + (1 − d)·batch, ε added to the variance, quirks.</param>
    public BatchNorm2d(Placement placement, long channels, NetworkSettings settings) : base(nameof(BatchNorm2d), placement)
    {
        (_momentum, _epsilon) = (1 - settings.BatchNormDecay, settings.BatchNormEpsilon);
        (_unbiased, _fromMoments) = (settings.BatchNormUnbiased, settings.BatchNormFromMoments);
        weight = new Parameter(ones([channels], placement.Type, placement.Home));
        bias = new Parameter(zeros([channels], placement.Type, placement.Home));
        running_mean = zeros([channels], placement.Type, placement.Home);
        running_var = ones([channels], placement.Type, placement.Home);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        if (training && input.Length > 1) return Synchronised(input);
        return Each(input, (x, r) => functional.batch_norm(
            x, Placement.On(running_mean, r), Placement.On(running_var, r), Placement.On(weight, r), Placement.On(bias, r),
            training, _momentum, _epsilon));
    }

    private Tensor[] Synchronised(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        long[] pixels = [0, 2, 3]; // all but the channels
        var count = input.Sum(x => x.shape[0] * x.shape[2] * x.shape[3]);
        var mean = Home(input, x => x.sum(pixels)) / count; // (C)
        var centred = Each(input, (x, r) => x - Placement.On(mean, r).view(1, -1, 1, 1));
        var variance = _fromMoments
            ? (Home(input, x => x.square().sum(pixels)) / count) - mean.square()
            : Home(centred, x => x.square().sum(pixels)) / count; // (C), biased
        var unbiased = variance * ((double)count / Math.Max(count - 1, 1));
        var scale = weight * ((_unbiased ? unbiased : variance) + _epsilon).rsqrt();
        UpdateStatistics(mean, unbiased);
        return Keep(Each(centred, (x, r) =>
            (x * Placement.On(scale, r).view(1, -1, 1, 1)).Plus(Placement.On(bias, r).view(1, -1, 1, 1))));
    }

    /// <summary>Σ over the replicas of a per-channel reduction, on the first device.</summary>
    private Tensor Home(Tensor[] input, Func<Tensor, Tensor> reduce) =>
        input.Select(x => reduce(x).to(Placement.Home)).Aggregate((a, b) => a.Plus(b));

    private void UpdateStatistics(Tensor mean, Tensor unbiased)
    {
        using var _ = no_grad();
        running_mean.MultiplyInPlace(1 - _momentum).AddInPlace(mean.detach(), _momentum);
        running_var.MultiplyInPlace(1 - _momentum).AddInPlace(unbiased.detach(), _momentum);
    }
}
