using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>Softmax cross-entropy over the valid pixels of all replicas together.</summary>
public static class SegmentationLoss
{
    /// <summary>The label that counts for nothing.</summary>
    public const long Ignored = 255;

    /// <summary>ΣCE over all replicas / number of valid pixels over all replicas; 0 where no pixel is valid.</summary>
    /// <param name="placement">Where the replicas are; the sum is made on the first device.</param>
    /// <param name="logits">N×K×h×w a replica.</param>
    /// <param name="labels">N×H×W a replica, int64, 255 = ignored.</param>
    /// <param name="resolution">At which size the loss is taken.</param>
    /// <param name="resize">Bilinear convention for logits.</param>
    public static Tensor CrossEntropy(Placement placement, Tensor[] logits, Tensor[] labels, LossResolution resolution, ResizeConvention resize)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        Tensor? valid = null;
        for (var r = 0; r < logits.Length; r++)
        {
            var (scores, target) = AtOneSize(logits[r], labels[r], resolution, resize);
            var own = functional.cross_entropy(scores, target, ignore_index: Ignored, reduction: Reduction.Sum).to(placement.Home);
            var count = target.ne(Ignored).sum().to(placement.Home);
            sum = sum is null ? own : sum + own;
            valid = valid is null ? count : valid + count;
        }

        return (sum! / valid!.clamp_min(1)).MoveToOuterDisposeScope();
    }

    private static (Tensor Scores, Tensor Target) AtOneSize(Tensor logits, Tensor labels, LossResolution resolution, ResizeConvention resize)
    {
        if (resolution == LossResolution.Label)
            return (BilinearResize.Apply(logits, labels.shape[1], labels.shape[2], resize), labels);
        // Nearest neighbour as TensorFlow 1 has it: source index floor(i·in/out).
        var rows = NearestIndices(labels.shape[1], logits.shape[2]).to(labels.device);
        var columns = NearestIndices(labels.shape[2], logits.shape[3]).to(labels.device);
        return (logits, labels.index_select(1, rows).index_select(2, columns));
    }

    private static Tensor NearestIndices(long size, long target) =>
        tensor([.. Enumerable.Range(0, (int)target).Select(i => i * size / target)]);
}
