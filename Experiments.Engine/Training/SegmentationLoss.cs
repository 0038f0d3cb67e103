using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>How pixels count in the loss.</summary>
/// <param name="Resolution">At which size the loss is taken.</param>
/// <param name="Resize">Bilinear convention for logits.</param>
/// <param name="ClassWeights">Weight of each class; null or empty weighs all alike.</param>
/// <param name="HardThreshold">OHEM: pixels whose true class has less than this probability count; 0 takes all.</param>
/// <param name="HardMinimum">OHEM: at least so many pixels count, the hardest first.</param>
public sealed record PixelCounting(
    LossResolution Resolution, ResizeConvention Resize, IReadOnlyList<double>? ClassWeights = null, double HardThreshold = 0, int HardMinimum = 1)
{
    /// <summary>What a configuration says.</summary>
    public static PixelCounting Of(RunConfiguration configuration) => new(
        configuration.Training.LossResolution, configuration.Network.LogitConvention, configuration.Training.ClassWeights,
        configuration.Training.OhemThreshold, configuration.Training.OhemMinimum);
}

/// <summary>Softmax cross-entropy over the valid pixels of all replicas together.</summary>
public static class SegmentationLoss
{
    /// <summary>The label that counts for nothing.</summary>
    public const long Ignored = 255;

    /// <summary>
    /// Σ w_y·CE / Σ w_y over the pixels that count, of all replicas: w the classes' weights, all 1 unless given (PyTorch's mean). Under online
    /// hard example mining (Shrivastava et al. 2016, arXiv:1604.03540) only the hard pixels count: those whose true class has a
    /// probability below max(threshold, the one that the minimum-th hardest pixel has).
    /// </summary>
    /// <param name="placement">Where the replicas are; the sum is made on the first device.</param>
    /// <param name="logits">N×K×h×w a replica.</param>
    /// <param name="labels">N×H×W a replica, int64, 255 = ignored.</param>
    /// <param name="counting">How pixels count.</param>
    public static Tensor CrossEntropy(Placement placement, Tensor[] logits, Tensor[] labels, PixelCounting counting)
    {
        using var scope = NewDisposeScope();
        var pairs = logits.Select((l, r) => AtOneSize(l, labels[r], counting.Resolution, counting.Resize)).ToArray();
        var weights = MeanCrossEntropy.Weights(counting.ClassWeights ?? [], logits[0], placement);
        var loss = counting.HardThreshold > 0 ? OfHardPixels(placement, pairs, weights, counting) : MeanCrossEntropy.Of(placement, pairs, weights, Ignored);
        return loss.MoveToOuterDisposeScope();
    }

    private static Tensor OfHardPixels(Placement placement, Comparison[] pairs, Tensor? weights, PixelCounting counting)
    {
        var losses = new List<Tensor>(); // of the valid pixels, a vector a replica
        var own = new List<Tensor>(); // their weights
        foreach (var (scores, target) in pairs)
        {
            var valid = target.IsNot(Ignored);
            losses.Add(functional.cross_entropy(scores, target, ignore_index: Ignored, reduction: Reduction.None).masked_select(valid).to(placement.Home));
            own.Add((weights is null ? ones_like(losses[^1]) : MeanCrossEntropy.WeightOf(target, valid, weights.to(target.device)).masked_select(valid)).to(placement.Home));
        }

        var (loss, weight) = (cat(losses, 0), cat(own, 0));
        if (loss.shape[0] == 0) return loss.sum();
        using var hard = Hard(loss, counting); // 1 or 0
        var counted = weight * hard;
        var total = counted.sum();
        return (loss * counted).sum() / total.Filled(total.Is(0), 1);
    }

    /// <summary>1 where a pixel is hard, else 0.</summary>
    private static Tensor Hard(Tensor loss, PixelCounting counting)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var probability = loss.neg().exp(); // of the true class
        var (ascending, _) = probability.sort();
        var limit = Math.Max(ascending[Math.Min(counting.HardMinimum, loss.shape[0] - 1)].ToDouble(), counting.HardThreshold);
        return probability.IsBelow(limit).to(loss.dtype).MoveToOuterDisposeScope();
    }

    private static Comparison AtOneSize(Tensor logits, Tensor labels, LossResolution resolution, ResizeConvention resize)
    {
        if (resolution == LossResolution.Label)
            return new Comparison(BilinearResize.Apply(logits, labels.shape[1], labels.shape[2], resize), labels);
        // Nearest neighbour as TensorFlow 1 has it: source index floor(i·in/out).
        var rows = NearestIndices(labels.shape[1], logits.shape[2]).to(labels.device);
        var columns = NearestIndices(labels.shape[2], logits.shape[3]).to(labels.device);
        return new Comparison(logits, labels.index_select(1, rows).index_select(2, columns));
    }

    private static Tensor NearestIndices(long size, long target) =>
        tensor([.. Enumerable.Range(0, (int)target).Select(i => i * size / target)]);
}
