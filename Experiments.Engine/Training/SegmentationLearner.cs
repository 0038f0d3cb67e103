using Experiments.Engine.Augmentation;
using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>Trains a PSPNet: ΣCE + weight·ΣCE_aux over the valid pixels.</summary>
public sealed class SegmentationLearner : Learner
{
    private readonly PspNet _network;
    private readonly PixelCounting _counting;

    /// <summary>Creates the learner with uninitialised weights; see <see cref="Learner.Create"/>.</summary>
    public SegmentationLearner(RunConfiguration configuration, Placement placement, int classes) : base(configuration, placement)
    {
        _counting = PixelCounting.Of(configuration);
        _network = new PspNet(placement, configuration.Network, classes);
    }

    /// <inheritdoc/>
    public override Module Network => _network;

    /// <inheritdoc/>
    public override Tensor Loss(TrainingBatch batch, int iteration, List<StepFigure>? figures)
    {
        var training = Configuration.Training;
        using var scope = NewDisposeScope();
        var chance = new Generator((ulong)Chance.TorchSeed(Configuration.Seed, ChancePurpose.Dropout, iteration));
        foreach (var dropout in _network.Dropouts) dropout.Chance = chance;
        var images = Share(batch.Images, batch.Stems.Count); // (N/R, 3, crop, crop)
        var labels = Placement.Share(tensor(batch.Labels, [batch.Stems.Count, training.Crop, training.Crop])); // (N/R, crop, crop)
        var (main, auxiliary) = _network.Logits(images); // (N/R, K, crop/s, crop/s)
        var loss = SegmentationLoss.CrossEntropy(Placement, main, labels, _counting);
        figures?.Add(new("train/loss_main", loss.ToDouble()));
        if (auxiliary is not null)
        {
            var extra = SegmentationLoss.CrossEntropy(Placement, auxiliary, labels, _counting);
            figures?.Add(new("train/loss_aux", extra.ToDouble()));
            loss += extra * Configuration.Network.AuxiliaryWeight;
        }

        figures?.Add(new("train/pixel_accuracy", PixelAccuracy(main, labels, _counting.Resize)));
        return loss.MoveToOuterDisposeScope();
    }

    private static double PixelAccuracy(Tensor[] logits, Tensor[] labels, ResizeConvention resize)
    {
        using var guard = no_grad();
        var (right, valid) = (0L, 0L);
        for (var r = 0; r < logits.Length; r++)
        {
            var (_, predicted) = BilinearResize.Apply(logits[r], labels[r].shape[1], labels[r].shape[2], resize).max(1);
            right += predicted.eq(labels[r]).sum().ToInt64();
            valid += labels[r].IsNot(SegmentationLoss.Ignored).sum().ToInt64();
        }

        return valid == 0 ? 0 : (double)right / valid;
    }
}
