using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Evaluation;

/// <summary>
/// Predicts an image of any size under a protocol: the image is resized to each scale (half-pixel bilinear), padded to
/// the crop with the mean (the odd pixel goes last) and covered with windows; their softmax is joined, cut back,
/// resized to the image and summed over the scales. The mirror image of each window is added where asked for.
/// </summary>
public sealed class WindowedPredictor
{
    private const int WindowsAtOnce = 4;

    private readonly PspNet _network;
    private readonly Placement _placement;
    private readonly RunConfiguration _configuration;
    private readonly Protocol _protocol;

    /// <summary>Creates the predictor and puts the network into evaluation mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="placement">Where it lives; windows are shared out to the replicas.</param>
    /// <param name="configuration">The configuration it was trained with: mean, std, resize convention.</param>
    /// <param name="protocol">Resolved protocol.</param>
    public WindowedPredictor(PspNet network, Placement placement, RunConfiguration configuration, Protocol protocol)
    {
        (_network, _placement, _configuration, _protocol) = (network, placement, configuration, protocol);
        CheckCrop(configuration, protocol);
        network.eval();
    }

    /// <summary>Class of every pixel.</summary>
    public LabelMap Predict(RgbImage image)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        // max over the classes and their index in one pass; argmax(1) alone is slower by an order of magnitude.
        var (_, classes) = Scores(image).max(0); // (H, W)
        return new LabelMap(image.Height, image.Width, classes.to(ScalarType.Byte).cpu().contiguous().bytes.ToArray());
    }

    /// <summary>Joined softmax of all windows and scales, K×H×W on the first device; not normalised.</summary>
    public Tensor Scores(RgbImage image)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var input = Normalise(image);
        Tensor? sum = null;
        foreach (var scale in _protocol.Scales)
        {
            var (height, width) = ((long)Math.Round(image.Height * scale), (long)Math.Round(image.Width * scale));
            using var inner = NewDisposeScope();
            var scaled = BilinearResize.Apply(input, Math.Max(1, height), Math.Max(1, width), ResizeConvention.HalfPixel);
            var scores = BilinearResize.Apply(AtOneScale(scaled), image.Height, image.Width, ResizeConvention.HalfPixel);
            if (sum is null) sum = scores.MoveToOuterDisposeScope();
            else sum.add_(scores);
        }

        return sum!.squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>(1, 3, H, W) → (1, K, H, W).</summary>
    private Tensor AtOneScale(Tensor image)
    {
        using var scope = NewDisposeScope();
        var (height, width, crop) = ((int)image.shape[2], (int)image.shape[3], _protocol.Crop);
        var (padHeight, padWidth) = (Math.Max(0, crop - height), Math.Max(0, crop - width));
        var padded = functional.pad(image, [padWidth / 2, padWidth - (padWidth / 2), padHeight / 2, padHeight - (padHeight / 2)]);
        var stride = Windows.Stride(_protocol);
        (int Y, int X)[] places = [..
            from y in Windows.Starts(height + padHeight, crop, stride)
            from x in Windows.Starts(width + padWidth, crop, stride)
            select (y, x)];
        Tensor? sum = null;
        var counts = zeros([1, 1, height + padHeight, width + padWidth], image.dtype, image.device);
        foreach (var group in places.Chunk(WindowsAtOnce * _placement.Replicas))
        {
            using var inner = NewDisposeScope();
            var windows = cat([.. group.Select(p => padded.narrow(2, p.Y, crop).narrow(3, p.X, crop))], 0);
            var scores = Softmax(windows);
            if (_protocol.Mirror) scores += Softmax(windows.flip(3)).flip(3);
            sum ??= zeros([1, scores.shape[1], height + padHeight, width + padWidth], image.dtype, image.device).MoveToOuterDisposeScope();
            for (var i = 0; i < group.Length; i++)
            {
                sum.narrow(2, group[i].Y, crop).narrow(3, group[i].X, crop).add_(scores.narrow(0, i, 1));
                counts.narrow(2, group[i].Y, crop).narrow(3, group[i].X, crop).add_(1);
            }
        }

        if (_protocol.WindowFusion == Fusion.Average) sum!.div_(counts);
        return sum!.narrow(2, padHeight / 2, height).narrow(3, padWidth / 2, width).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Softmax at the windows' size, (n, K, crop, crop) on the first device.</summary>
    private Tensor Softmax(Tensor windows)
    {
        var shares = windows.shape[0] >= _placement.Replicas && _placement.Replicas > 1
            ? windows.chunk(_placement.Replicas, 0).Select((part, r) => part.to(_placement.Devices[r])).ToArray()
            : [windows];
        var (logits, _) = _network.Logits(shares);
        var probabilities = logits.Select(l => functional.softmax(
            BilinearResize.Apply(l, _protocol.Crop, _protocol.Crop, _configuration.Network.LogitConvention), 1).to(_placement.Home));
        return cat([.. probabilities], 0);
    }

    /// <summary>(1, 3, H, W), mean subtracted, divided by std.</summary>
    private Tensor Normalise(RgbImage image)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(image.Pixels, [image.Height, image.Width, 3]).to(_placement.Type).permute(2, 0, 1).unsqueeze(0);
        var mean = tensor([.. _configuration.Data.Mean.Select(m => (float)m)]).to(_placement.Type).view(1, 3, 1, 1);
        var std = tensor([.. _configuration.Data.Std.Select(s => (float)s)]).to(_placement.Type).view(1, 3, 1, 1);
        return ((pixels - mean) / std).to(_placement.Home).MoveToOuterDisposeScope();
    }

    private static void CheckCrop(RunConfiguration configuration, Protocol protocol)
    {
        var problems = ConfigurationValidator.Problems(configuration with { Training = configuration.Training with { Crop = protocol.Crop } })
            .Where(p => p.StartsWith("training.crop", StringComparison.Ordinal))
            .Select(p => p.Replace("training.crop", $"Crop of protocol {protocol.Name}", StringComparison.Ordinal)).ToList();
        if (problems.Count > 0) throw new UsageException(problems);
    }
}
