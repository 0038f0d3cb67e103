using System.Buffers;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The 5×5 blur of semseg, OpenCV's GaussianBlur(image, (5, 5), 0): (1, 4, 6, 4, 1)/16 along rows and columns. Without a
/// σ, OpenCV takes this binomial kernel for size 5 and not a sampled Gaussian of its formula's σ = 1.1. At the image's
/// edge it goes on as its reflection about the outermost pixel (reflect-101: c b | a b c).
/// </summary>
internal static class GaussianBlur
{
    /// <summary>How far it looks around a pixel.</summary>
    public const int Radius = 2;

    private static readonly float[] Kernel = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f];

    /// <summary>Blurs a part of an image.</summary>
    /// <param name="values">Values of a window of the image, red, green, blue in turn.</param>
    /// <param name="window">Which window: <paramref name="part"/> grown by <see cref="Radius"/>, as far as the image goes.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="part">What is wanted.</param>
    /// <param name="target">Receives part height × width × 3 values.</param>
    public static void Apply(ReadOnlySpan<float> values, Region window, int height, int width, Region part, Span<float> target)
    {
        var stride = part.Width * 3;
        var across = ArrayPool<float>.Shared.Rent(window.Height * stride);
        var result = across.AsSpan(0, window.Height * stride);
        result.Clear();
        for (var k = -Radius; k <= Radius; k++)
        {
            var weight = Kernel[k + Radius];
            for (var x = 0; x < part.Width; x++)
            {
                var source = (Reflect(part.Left + x + k, width) - window.Left) * 3;
                for (var y = 0; y < window.Height; y++)
                {
                    var from = (y * window.Width * 3) + source;
                    var to = (y * stride) + (x * 3);
                    result[to] += weight * values[from];
                    result[to + 1] += weight * values[from + 1];
                    result[to + 2] += weight * values[from + 2];
                }
            }
        }

        for (var y = 0; y < part.Height; y++)
        {
            var row = target.Slice(y * stride, stride);
            row.Clear();
            for (var k = -Radius; k <= Radius; k++)
            {
                var weight = Kernel[k + Radius];
                var source = result.Slice((Reflect(part.Top + y + k, height) - window.Top) * stride, stride);
                for (var i = 0; i < stride; i++) row[i] += weight * source[i];
            }
        }

        ArrayPool<float>.Shared.Return(across);
    }

    private static int Reflect(int index, int length)
    {
        if (length == 1) return 0;
        while (index < 0 || index >= length) index = index < 0 ? -index : (2 * (length - 1)) - index;
        return index;
    }
}
