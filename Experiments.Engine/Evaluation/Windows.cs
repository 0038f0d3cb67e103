using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>Where sliding windows start along one side of an image.</summary>
public static class Windows
{
    /// <summary>
    /// 0, stride, 2·stride, ... while a window fits, plus length − crop where something is uncovered: (2048, 720) with
    /// the reference's stride 2·crop//3 gives 0, 480, 960, 1328.
    /// </summary>
    /// <param name="length">Side of the image in pixels, at least <paramref name="crop"/>.</param>
    /// <param name="crop">Side of the window in pixels.</param>
    /// <param name="stride">Pixels between starts, at least 1.</param>
    public static IReadOnlyList<int> Starts(int length, int crop, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, crop);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        var starts = new List<int>();
        for (var start = 0; start + crop <= length; start += stride) starts.Add(start);
        if (starts[^1] + crop < length) starts.Add(length - crop);
        return starts;
    }

    /// <summary>The protocol's stride in pixels: a share of the crop rounded as it says, or a number of its own; at least 1.</summary>
    public static int Stride(Protocol protocol)
    {
        if (protocol.StridePixels > 0) return protocol.StridePixels;
        var product = (long)protocol.StrideNumerator * protocol.Crop;
        var up = protocol.StrideRounding == StrideRounding.Ceil ? protocol.StrideDenominator - 1 : 0;
        return (int)Math.Max(1, (product + up) / protocol.StrideDenominator);
    }
}
