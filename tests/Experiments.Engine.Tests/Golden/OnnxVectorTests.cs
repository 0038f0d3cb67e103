using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>
/// The engine's layers and loss against ONNX's node tests, whose numbers come from NumPy reference implementations. Only
/// tests that our function can express are here: ONNX resizes by a given factor where ours takes in/out, so that factors
/// with a remainder are left out; average pooling here has kernel = stride and no padding.
/// </summary>
public class OnnxVectorTests
{
    [Theory]
    [InlineData("test_resize_upsample_scales_linear", ResizeConvention.HalfPixel)]
    [InlineData("test_resize_upsample_scales_linear_align_corners", ResizeConvention.AlignCorners)]
    public void Bilinear_resize_is_that_of_ONNX(string name, ResizeConvention convention)
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require(name);
        var size = vector.Outputs[0].shape;
        vector.AssertOutput(0, BilinearResize.Apply(vector.Inputs[0], size[2], size[3], convention), 1e-6);
    }

    // 4×4 → 3×1. Where one column is left, ONNX's pytorch_half_pixel takes the first, as PyTorch no longer does; so the
    // rows alone are shrunk, and the first column looked at.
    [Fact]
    public void Shrinking_by_half_pixel_is_that_of_ONNX()
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require("test_resize_downsample_sizes_linear_pytorch_half_pixel");
        var rows = BilinearResize.Apply(vector.Inputs[0], 3, 4, ResizeConvention.HalfPixel);
        vector.AssertOutput(0, rows.narrow(3, 0, 1), 1e-5);
    }

    // ONNX's other tests of nearest neighbours have ties, where it takes the lower pixel and we, like Pillow, the upper.
    [Fact]
    public void Nearest_resize_of_labels_is_that_of_ONNX()
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require("test_resize_upsample_scales_nearest");
        var (from, to) = (vector.Inputs[0].shape, vector.Outputs[0].shape);
        var labels = new LabelMap((int)from[2], (int)from[3], [.. OnnxVector.Numbers(vector.Inputs[0]).Select(v => (byte)v)]);
        Assert.Equal(OnnxVector.Numbers(vector.Outputs[0]), Resize.Nearest(labels, (int)to[2], (int)to[3]).Values.Select(v => (double)v));
    }

    [Theory]
    [InlineData("test_batchnorm_example")]
    [InlineData("test_batchnorm_epsilon")]
    public void Batch_norm_in_evaluation_is_that_of_ONNX(string name)
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require(name);
        using var layer = BatchNorm(vector, Placement.Cpu);
        layer.eval();
        vector.AssertOutput(0, layer.forward([vector.Inputs[0]])[0], 1e-5);
    }

    [Theory]
    [InlineData("test_batchnorm_example_training_mode", 1)]
    [InlineData("test_batchnorm_example_training_mode", 2)]
    [InlineData("test_batchnorm_epsilon_training_mode", 1)]
    [InlineData("test_batchnorm_epsilon_training_mode", 2)]
    public void Batch_norm_in_training_is_that_of_ONNX_on_one_device_and_on_two(string name, int replicas)
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require(name);
        var start = vector.Inputs[4];
        using var layer = BatchNorm(vector, new Placement([.. Enumerable.Repeat(CPU, replicas)]));
        layer.train();
        vector.AssertOutput(0, cat(layer.forward([.. vector.Inputs[0].chunk(replicas)])), 1e-5);
        vector.AssertOutput(1, layer.running_mean, 1e-6);
        // ONNX moves the variance towards the batch's biased one, PyTorch and we towards the unbiased one, n/(n − 1) of it.
        var momentum = 1 - vector.Attribute("momentum", 0.9);
        var count = (double)vector.Inputs[0].numel() / vector.Inputs[0].shape[1];
        var batch = (layer.running_var - ((1 - momentum) * start)) * ((count - 1) / count);
        vector.AssertOutput(2, ((1 - momentum) * start) + batch, 1e-6);
    }

    // 5×5 → 2×2 by windows of 2×2; the last row and column belong to none. The layer is made to show its pooling: the
    // identity as convolution and norm, and a resize that leaves the four corners as they are.
    [Fact]
    public void The_pyramid_s_average_pooling_is_that_of_ONNX()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var vector = OnnxVector.Require("test_averagepool_2d_precomputed_strides");
        var settings = new NetworkSettings { PyramidBins = [2], PyramidPooling = PyramidPooling.Fixed, Resize = ResizeConvention.AlignCorners };
        using var pyramid = new Pyramid(Placement.Cpu, settings, features: 1, branch: 1);
        ((Conv2d)pyramid.conv[0]).weight.fill_(1);
        ((BatchNorm2d)pyramid.bn[0]).running_var.fill_(1 - settings.BatchNormEpsilon);
        pyramid.eval();
        var joined = pyramid.forward([vector.Inputs[0]])[0]; // (1, 2, 5, 5): the features, then their pool
        var corners = joined.narrow(1, 1, 1).index_select(2, tensor([0L, 4L])).index_select(3, tensor([0L, 4L]));
        vector.AssertOutput(0, corners, 1e-5);
    }

    [Theory]
    [InlineData("test_sce_mean")]
    [InlineData("test_sce_mean_3d")]
    [InlineData("test_sce_mean_no_weight_ii")]
    [InlineData("test_sce_mean_no_weight_ii_3d")]
    [InlineData("test_sce_mean_no_weight_ii_4d")]
    [InlineData("test_sce_mean_weight")]
    [InlineData("test_sce_mean_weight_ii")]
    [InlineData("test_sce_mean_weight_ii_3d")]
    [InlineData("test_sce_mean_weight_ii_4d")]
    public void Cross_entropy_with_ignored_labels_is_that_of_ONNX(string name)
    {
        using var scope = NewDisposeScope();
        var vector = OnnxVector.Require(name);
        var (scores, labels) = (vector.Inputs[0], vector.Inputs[1]);
        var ignored = vector.Attribute("ignore_index", -1);
        Assert.Equal(name.Contains("_ii", StringComparison.Ordinal), labels.eq(ignored).any().ToBoolean());
        labels = labels.masked_fill(labels.eq(ignored), SegmentationLoss.Ignored);
        var (count, classes) = (scores.shape[0], scores.shape[1]);
        double[] weights = vector.Inputs.Count > 2 ? [.. vector.Inputs[2].to(ScalarType.Float64).data<double>()] : [];
        Assert.Equal(name.Contains("_weight", StringComparison.Ordinal) && !name.Contains("_no_weight", StringComparison.Ordinal), weights.Length > 0);
        // N×K, N×K×d or N×K×h×w, as images of one row.
        var loss = SegmentationLoss.CrossEntropy(
            Placement.Cpu, [scores.reshape(count, classes, 1, -1)], [labels.reshape(count, 1, -1)], new PixelCounting(LossResolution.Label, ResizeConvention.HalfPixel, weights));
        vector.AssertOutput(0, loss, 1e-5);
    }

    private static BatchNorm2d BatchNorm(OnnxVector vector, Placement placement)
    {
        var settings = new NetworkSettings { BatchNormEpsilon = vector.Attribute("epsilon", 1e-5), BatchNormDecay = vector.Attribute("momentum", 0.9) };
        var layer = new BatchNorm2d(placement, vector.Inputs[1].shape[0], settings);
        using var guard = no_grad();
        foreach (var (target, source) in new[] { layer.weight, layer.bias, layer.running_mean, layer.running_var }.Zip(vector.Inputs.Skip(1))) target.copy_(source);
        return layer;
    }
}
