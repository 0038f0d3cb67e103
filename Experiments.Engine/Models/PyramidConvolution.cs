using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// The head's 3×3 convolution over features and pyramid maps, without the maps ever being resized. Both the convolution
/// and the bilinear resize A_h·m·A_wᵀ of a pooled map m are linear, so
/// <c>W * [f, A_h·m·A_wᵀ] = W_f * f + Σ_dy Σ_dx (S_dy·A_h)·(W_dydx·m)·(S_dx·A_w)ᵀ</c>,
/// where S_d shifts by d − 1 rows and fills with zeros: the convolution's border. The nine taps meet the few cells of m
/// (1 to 36) instead of every pixel. The same function as on joined maps; only the order of the sums differs.
/// </summary>
internal static class PyramidConvolution
{
    private const int Taps = 3;

    /// <summary>(N, O, h, w), what the kernel gives on [features, maps resized to h×w] with one pixel of zeros around.</summary>
    /// <param name="kernel">O×(C + ΣCᵢ)×3×3.</param>
    /// <param name="features">(N, C, h, w).</param>
    /// <param name="maps">(N, Cᵢ, bᵢ, bᵢ′), in the kernel's order; at least one.</param>
    /// <param name="convention">How the maps would be resized.</param>
    public static Tensor Apply(Tensor kernel, Tensor features, IReadOnlyList<Tensor> maps, ResizeConvention convention)
    {
        using var scope = NewDisposeScope();
        var (count, height, width) = (features.shape[0], features.shape[2], features.shape[3]);
        // One split, not a narrow for each part: its gradient is one concatenation.
        var kernels = kernel.split([features.shape[1], .. maps.Select(m => m.shape[1])], 1);
        var output = functional.conv2d(features, kernels[0], padding: [1, 1]); // (N, O, h, w)
        var taps = new List<Tensor>();
        var rows = new List<Tensor>();
        for (var i = 0; i < maps.Count; i++)
        {
            var columns = Shifted(maps[i].shape[3], width, convention, maps[i]); // (w, 3b′)
            taps.Add(TapsOnCells(kernels[i + 1], maps[i]).matmul(columns.t())); // (N·O·3b, w)
            taps[i] = taps[i].view(count * kernel.shape[0], -1, width); // (N·O, 3b, w)
            rows.Add(Shifted(maps[i].shape[2], height, convention, maps[i])); // (h, 3b)
        }

        // The sum over the maps is part of the product: (h, Σ3b)·(Σ3b, w) for each image and channel.
        var joined = cat(taps, 1);
        var spread = cat(rows, 1).expand(joined.shape[0], -1, -1).bmm(joined); // (N·O, h, w)
        return output.AddInPlace(spread.view(output.shape)).MoveToOuterDisposeScope();
    }

    /// <summary>W_dydx·m for the nine taps: (N, Cᵢ, b, b′) → (N·O·3b, 3b′), rows by (n, o, dy, i), columns by (dx, j).</summary>
    private static Tensor TapsOnCells(Tensor kernel, Tensor map)
    {
        var (outputs, channels) = (kernel.shape[0], kernel.shape[1]);
        var (count, high, wide) = (map.shape[0], map.shape[2], map.shape[3]);
        var matrix = kernel.permute(0, 2, 3, 1).reshape(outputs * Taps * Taps, channels); // (O·9, Cᵢ)
        var cells = map.permute(1, 0, 2, 3).reshape(channels, count * high * wide); // (Cᵢ, N·b·b′)
        return matrix.matmul(cells)
            .view(outputs, Taps, Taps, count, high, wide)
            .permute(3, 0, 1, 4, 2, 5) // (N, O, dy, b, dx, b′)
            .reshape(count * outputs * Taps * high, Taps * wide);
    }

    /// <summary>[S₀·A, S₁·A, S₂·A], target×3·size: the resize of one axis as the three taps of the kernel see it.</summary>
    private static Tensor Shifted(long size, long target, ResizeConvention convention, Tensor like)
    {
        var padded = functional.pad(BilinearResize.Matrix(size, target, convention, like.dtype, like.device), [0, 0, 1, 1]);
        return cat([.. Enumerable.Range(0, Taps).Select(d => padded.narrow(0, d, target))], 1);
    }
}
