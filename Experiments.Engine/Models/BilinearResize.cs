using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>Bilinear resize of (N, C, H, W) tensors under the three conventions of <see cref="ResizeConvention"/>.</summary>
public static class BilinearResize
{
    /// <summary>Resizes to height × width; a new tensor even where the size stays.</summary>
    public static Tensor Apply(Tensor input, long height, long width, ResizeConvention convention)
    {
        if (input.shape[2] == height && input.shape[3] == width) return input.alias();
        return convention switch
        {
            ResizeConvention.HalfPixel => functional.interpolate(input, [height, width], mode: InterpolationMode.Bilinear, align_corners: false),
            ResizeConvention.AlignCorners => functional.interpolate(input, [height, width], mode: InterpolationMode.Bilinear, align_corners: true),
            ResizeConvention.Tf1Legacy => Tf1Legacy(input, height, width),
            _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Unknown resize convention."),
        };
    }

    /// <summary>The target×size matrix A of the resize of one axis, out = A·in: what the resize makes of the identity.</summary>
    internal static Tensor Matrix(long size, long target, ResizeConvention convention, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var identity = eye(size, dtype: type, device: device).view(1, 1, size, size);
        return Apply(identity, target, size, convention).view(target, size).MoveToOuterDisposeScope();
    }

    /// <summary>out = A_h · x · A_wᵀ: bilinear interpolation is separable, and linear in x.</summary>
    private static Tensor Tf1Legacy(Tensor input, long height, long width)
    {
        using var scope = NewDisposeScope();
        var rows = Tf1Matrix(input.shape[2], height, input.dtype, input.device);
        var columns = Tf1Matrix(input.shape[3], width, input.dtype, input.device);
        return rows.matmul(input).matmul(columns.t()).MoveToOuterDisposeScope();
    }

    /// <summary>out×in weights: source coordinate i·in/out, the upper neighbour clamped to the last pixel.</summary>
    private static Tensor Tf1Matrix(long size, long target, ScalarType type, Device device)
    {
        var weights = new double[target * size];
        for (var i = 0L; i < target; i++)
        {
            var source = (double)i * size / target;
            var low = (long)source;
            var high = Math.Min(low + 1, size - 1);
            weights[(i * size) + low] += 1 - (source - low);
            weights[(i * size) + high] += source - low;
        }

        return tensor(weights, [target, size]).to(type, device);
    }
}
