using BenchmarkDotNet.Attributes;
using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Benchmarks;

/// <summary>
/// Pyramid and head, forward and backward, the maps joined or spread: where <see cref="PspNet"/> changes from the one
/// to the other.
/// </summary>
public class PyramidRoutes : IDisposable
{
    private Pyramid _pyramid = null!;
    private ClassifierHead _head = null!;
    private Tensor _features = null!;

    /// <summary>Width of the features: 128 of quarter-width ResNet-18, 512 of ResNet-18, 2048 of ResNet-50.</summary>
    [Params(64, 128, 256, 512, 1024, 2048)]
    public int Width { get; set; }

    /// <summary>Images × side of the features: the demo's batch, half of it on larger crops.</summary>
    [Params("8x12", "2x30")]
    public string Features { get; set; } = "8x12";

    [GlobalSetup]
    public void Build()
    {
        Allocator.KeepLargeBlocks();
        TorchLibrary.EnsureLoaded();
        var (count, side) = Features == "8x12" ? (8, 12) : (2, 30);
        var settings = new NetworkSettings { Dropout = 0 };
        var branch = Math.Max(16, Width / 4);
        _pyramid = new Pyramid(Placement.Cpu, settings, Width, branch);
        _head = new ClassifierHead(Placement.Cpu, settings, Width + (branch * settings.PyramidBins.Count), branch, 19);
        Initialisation.Apply(_pyramid, 1, settings);
        Initialisation.Apply(_head, 1, settings);
        using var chance = new Generator(1);
        _features = empty(count, Width, side, side).normal_(generator: chance).requires_grad_();
    }

    [Benchmark(Baseline = true)]
    public void Join() => Step(spread: false);

    [Benchmark]
    public void Spread() => Step(spread: true);

    private void Step(bool spread)
    {
        using var scope = NewDisposeScope();
        Tensor[] features = [_features];
        var logits = spread ? _head.WithMaps(features, _pyramid.Maps(features), _pyramid.Resize) : _head.forward(_pyramid.forward(features));
        logits[0].square().mean().backward();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _features?.Dispose();
        _head?.Dispose();
        _pyramid?.Dispose();
        GC.SuppressFinalize(this);
    }
}
