using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Evaluation;

/// <summary>
/// Scores whole images with a classifier: test crops of the image (its shorter side resized already), each with its
/// mirror image where asked for, softmax of each, averaged.
/// </summary>
public sealed class ClassifierPredictor
{
    private const int CropsAtOnce = 32;

    private readonly Classifier _network;
    private readonly Placement _placement;
    private readonly Protocol _protocol;
    private readonly float[] _mean;
    private readonly float[] _scale;

    /// <summary>Creates the predictor and puts the network into evaluation mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="placement">Where it lives; crops are shared out to the replicas.</param>
    /// <param name="configuration">The configuration it was trained with: mean, std.</param>
    /// <param name="protocol">Resolved protocol: crop, views, mirror.</param>
    /// <exception cref="UsageException">The protocol asks for what a classifier has not.</exception>
    public ClassifierPredictor(Classifier network, Placement placement, RunConfiguration configuration, Protocol protocol)
    {
        Check(protocol);
        (_network, _placement, _protocol) = (network, placement, protocol);
        _mean = [.. configuration.Data.Mean.Select(m => (float)m)];
        _scale = [.. configuration.Data.Std.Select(s => (float)(1 / s))];
        network.eval();
    }

    /// <summary>Crops that one image is seen through.</summary>
    public int ViewsAnImage => (_protocol.ImageViews == ImageViews.Centre ? 1 : 5) * (_protocol.Mirror ? 2 : 1);

    /// <summary>Images that are best scored together.</summary>
    public int ImagesAtOnce => Math.Max(1, CropsAtOnce * _placement.Replicas / ViewsAnImage);

    /// <summary>Averaged softmax, a row of K an image.</summary>
    /// <param name="images">At least one image; they may differ in size.</param>
    /// <exception cref="DataException">A score is not a number.</exception>
    public float[][] Scores(IReadOnlyList<RgbImage> images)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var input = Crops(images); // (N·v, 3, crop, crop), the views of an image one after the other
        var logits = _network.Logits(_placement.Share(input));
        var softmax = cat([.. logits.Select(l => functional.softmax(l, 1).to(_placement.Home))], 0); // (N·v, K)
        var mean = softmax.view(images.Count, ViewsAnImage, softmax.shape[1]).mean([1]).to(ScalarType.Float32).cpu().contiguous(); // (N, K)
        var scores = mean.data<float>().ToArray();
        if (!scores.All(float.IsFinite))
            throw new DataException("The classifier's scores are not numbers: its weights left the numbers in training; train it with a lower training.baseLearningRate.", "not-finite");
        return [.. scores.Chunk((int)softmax.shape[1])];
    }

    private Tensor Crops(IReadOnlyList<RgbImage> images)
    {
        var (crop, plane) = (_protocol.Crop, _protocol.Crop * _protocol.Crop);
        var values = new float[(long)images.Count * ViewsAnImage * 3 * plane];
        var at = 0;
        foreach (var image in images)
        {
            foreach (var place in ImageCrops.Places(image.Height, image.Width, crop, _protocol.ImageViews))
            {
                Cut(image, place, values.AsSpan(at, 3 * plane));
                at += 3 * plane;
                if (!_protocol.Mirror) continue;
                MirrorRows(values.AsSpan(at - (3 * plane), 3 * plane), values.AsSpan(at, 3 * plane), crop);
                at += 3 * plane;
            }
        }

        return tensor(values, [images.Count * ViewsAnImage, 3, crop, crop]).to(_placement.Type);
    }

    /// <summary>3 × crop × crop, mean subtracted, divided by std; what lies outside the image is the mean (0).</summary>
    private void Cut(RgbImage image, CropPlace place, Span<float> target)
    {
        var crop = _protocol.Crop;
        var (firstRow, lastRow) = (Math.Max(0, place.Top), Math.Min(image.Height, place.Top + crop));
        var (firstColumn, lastColumn) = (Math.Max(0, place.Left), Math.Min(image.Width, place.Left + crop));
        for (var y = firstRow; y < lastRow; y++)
        {
            for (var x = firstColumn; x < lastColumn; x++)
            {
                var from = ((y * image.Width) + x) * 3;
                var to = ((y - place.Top) * crop) + x - place.Left;
                for (var channel = 0; channel < 3; channel++)
                    target[(channel * crop * crop) + to] = (image.Pixels[from + channel] - _mean[channel]) * _scale[channel];
            }
        }
    }

    private static void MirrorRows(ReadOnlySpan<float> source, Span<float> target, int crop)
    {
        source.CopyTo(target);
        for (var row = 0; row < target.Length; row += crop) target.Slice(row, crop).Reverse();
    }

    private static void Check(Protocol protocol)
    {
        if (protocol.Scales is not [1])
            throw new UsageException($"Protocol {protocol.Name} has scales {string.Join(", ", protocol.Scales.Select(s => SettingDescriptor.Format(s)))}: a classifier sees images at the one size of data.shortSide; use {Protocol.SingleScale.Name} (centre crop) or {Protocol.TenCrop.Name}.");
    }
}
