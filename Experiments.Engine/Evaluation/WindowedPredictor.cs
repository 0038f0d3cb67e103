using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Evaluation;

/// <summary>
/// Predicts an image of any size under a protocol: the image is resized to each scale and covered with windows (padded
/// to the crop with the mean where it is smaller) or taken whole; what the network says is joined, resized back to the
/// image and summed over the scales. The result of mirrored windows or images is added where asked for.
/// </summary>
public sealed class WindowedPredictor
{
    private const int WindowsAtOnce = 4;

    private readonly PspNet _network;
    private readonly Placement _placement;
    private readonly RunConfiguration _configuration;
    private readonly Protocol _protocol;
    private int _covered;
    private int _toCover;

    /// <summary>Creates the predictor and puts the network into evaluation mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="placement">Where it lives; windows are shared out to the replicas.</param>
    /// <param name="configuration">The configuration it was trained with: crop, mean, std, resize convention.</param>
    /// <param name="protocol">Resolved protocol.</param>
    /// <exception cref="UsageException">The protocol cannot be used with this network: every problem at once.</exception>
    public WindowedPredictor(PspNet network, Placement placement, RunConfiguration configuration, Protocol protocol)
    {
        ProtocolValidator.Check(protocol, configuration);
        (_network, _placement, _configuration, _protocol) = (network, placement, configuration, protocol);
        network.eval();
    }

    /// <summary>Told, while an image is predicted, how many of its windows are done, over all scales and mirror images; a whole image counts as one.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Class of every pixel.</summary>
    public LabelMap Predict(RgbImage image)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        // max over the classes and their index in one pass; argmax(1) alone is slower by an order of magnitude.
        var (_, classes) = Scores(image).max(0); // (H, W)
        return new LabelMap(image.Height, image.Width, classes.to(ScalarType.Byte).cpu().contiguous().bytes.ToArray());
    }

    /// <summary>Joined softmax of all windows, scales and mirror images, K×H×W on the first device; not normalised.</summary>
    public Tensor Scores(RgbImage image)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var input = Normalise(image);
        (_covered, _toCover) = (0, WindowsOf(image));
        Tensor? sum = null;
        foreach (var scale in _protocol.Scales)
        {
            using var inner = NewDisposeScope();
            var (height, width) = ScaledSize.Of(_protocol, image.Height, image.Width, scale);
            var scaled = BilinearResize.Apply(input, height, width, _protocol.ImageResize);
            var scores = AtOneScale(scaled, image);
            // Where the image is mirrored, so is everything that follows; windows are mirrored where they are predicted.
            if (_protocol is { Mirror: true, MirrorOf: MirrorOf.Image }) scores += AtOneScale(scaled.flip(3), image).flip(3);
            if (sum is null) sum = scores.MoveToOuterDisposeScope();
            else sum.AddInPlace(scores);
        }

        return sum!.squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>(1, 3, h, w) of one scale → probabilities (1, K, H, W) at the image's size.</summary>
    private Tensor AtOneScale(Tensor scaled, RgbImage image)
    {
        using var scope = NewDisposeScope();
        Tensor Finish(Tensor values)
        {
            var resized = BilinearResize.Apply(values, image.Height, image.Width, _protocol.ResultResize);
            return _protocol.FusedValues == FusedValues.Logits ? functional.softmax(resized, 1) : resized;
        }

        var windowsMirrored = _protocol is { Mirror: true, MirrorOf: MirrorOf.Windows };
        if (_protocol.FusedValues == FusedValues.Probabilities) return Finish(Cover(scaled, Probabilities(windowsMirrored))).MoveToOuterDisposeScope();
        // Logits of a mirror image are no logits of the image: each goes through its own softmax before both are added.
        var scores = Finish(Cover(scaled, Logits));
        if (windowsMirrored) scores += Finish(Cover(scaled, windows => Logits(windows.flip(3)).flip(3)));
        return scores.MoveToOuterDisposeScope();
    }

    /// <summary>(1, 3, h, w) → what the network says of it, joined: (1, K, h, w).</summary>
    private Tensor Cover(Tensor image, Func<Tensor, Tensor> predict)
    {
        if (_protocol.Coverage == Coverage.WholeImage)
        {
            var whole = predict(image);
            Covered(1);
            return whole;
        }

        using var scope = NewDisposeScope();
        var (height, width) = ((int)image.shape[2], (int)image.shape[3]);
        var (tall, wide) = WindowOf(height, width);
        var (padHeight, padWidth) = (Math.Max(0, tall - height), Math.Max(0, wide - width));
        var padded = functional.pad(image, [padWidth / 2, padWidth - (padWidth / 2), padHeight / 2, padHeight - (padHeight / 2)]);
        var places = PlacesOf(height + padHeight, width + padWidth, tall, wide);
        Tensor? sum = null;
        var counts = zeros([1, 1, height + padHeight, width + padWidth], image.dtype, image.device);
        foreach (var group in places.Chunk(WindowsAtOnce * _placement.Replicas))
        {
            using var inner = NewDisposeScope();
            var windows = cat([.. group.Select(p => padded.narrow(2, p.Y, tall).narrow(3, p.X, wide))], 0);
            var scores = predict(windows);
            sum ??= zeros([1, scores.shape[1], height + padHeight, width + padWidth], image.dtype, image.device).MoveToOuterDisposeScope();
            for (var i = 0; i < group.Length; i++)
            {
                sum.narrow(2, group[i].Y, tall).narrow(3, group[i].X, wide).AddInPlace(scores.narrow(0, i, 1));
                counts.narrow(2, group[i].Y, tall).narrow(3, group[i].X, wide).AddInPlace(1);
            }

            Covered(group.Length);
        }

        if (_protocol.WindowFusion == Fusion.Average) sum!.div_(counts);
        return sum!.narrow(2, padHeight / 2, height).narrow(3, padWidth / 2, width).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Height and width of the windows of a scaled image.</summary>
    private (int Tall, int Wide) WindowOf(int height, int width) => _protocol.SmallImages == SmallImages.Pad
        ? (_protocol.Crop, _protocol.Crop)
        : (Math.Min(_protocol.Crop, height), Math.Min(_protocol.Crop, width));

    /// <summary>Where the windows of a padded image begin.</summary>
    private (int Y, int X)[] PlacesOf(int height, int width, int tall, int wide)
    {
        var stride = Windows.Stride(_protocol);
        return [.. from y in Windows.Starts(height, tall, stride) from x in Windows.Starts(width, wide, stride) select (y, x)];
    }

    /// <summary>Windows of an image over all scales; windows that are mirrored where they lie count once.</summary>
    private int WindowsOf(RgbImage image)
    {
        var passes = _protocol.Mirror && (_protocol.MirrorOf == MirrorOf.Image || _protocol.FusedValues == FusedValues.Logits) ? 2 : 1;
        if (_protocol.Coverage == Coverage.WholeImage) return passes * _protocol.Scales.Count;
        return passes * _protocol.Scales.Sum(scale =>
        {
            var (height, width) = ScaledSize.Of(_protocol, image.Height, image.Width, scale);
            var (tall, wide) = WindowOf(height, width);
            return PlacesOf(Math.Max(height, tall), Math.Max(width, wide), tall, wide).Length;
        });
    }

    private void Covered(int windows) => Progress?.Invoke(_covered += windows, _toCover);

    private Func<Tensor, Tensor> Probabilities(bool mirrored) => windows =>
    {
        var scores = functional.softmax(Logits(windows), 1);
        if (mirrored) scores += functional.softmax(Logits(windows.flip(3)), 1).flip(3);
        return scores;
    };

    /// <summary>Logits at the windows' size, (n, K, h, w) on the first device.</summary>
    private Tensor Logits(Tensor windows)
    {
        var (logits, _) = _network.Logits(_placement.Share(windows));
        Tensor[] resized = [.. logits.Select(l => BilinearResize.Apply(l, windows.shape[2], windows.shape[3], _configuration.Network.LogitConvention).to(_placement.Home))];
        return resized.Length == 1 ? resized[0] : cat(resized, 0);
    }

    /// <summary>(1, 3, H, W), mean subtracted, divided by std.</summary>
    private Tensor Normalise(RgbImage image)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(image.Pixels, [image.Height, image.Width, 3]).to(_placement.Type).permute(2, 0, 1).unsqueeze(0);
        var mean = tensor([.. _configuration.Data.Mean]).to(_placement.Type).view(1, 3, 1, 1);
        var std = tensor([.. _configuration.Data.Std]).to(_placement.Type).view(1, 3, 1, 1);
        return ((pixels - mean) / std).to(_placement.Home).MoveToOuterDisposeScope();
    }
}
