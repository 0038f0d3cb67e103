using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Golden;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

/// <summary>Replicas in lock-step are one device with the whole batch, in float64.</summary>
public class ReplicaTests
{
    private const int Classes = 5;
    private const int Count = 8;
    private const int Crop = 48;

    private static readonly NetworkSettings Settings = new() { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25, Dropout = 0.3 };

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Replicas_give_the_logits_gradients_and_statistics_of_one_device(int replicas)
    {
        using var scope = NewDisposeScope();
        using var one = new Lockstep(1, Settings);
        using var many = new Lockstep(replicas, Settings);
        var expected = one.Backward("batch");
        var actual = many.Backward("batch");
        Assert.True(Difference(expected, actual) < 1e-10);
        foreach (var (name, parameter) in one.Network.named_parameters())
            Assert.True(Difference(parameter.grad!, many.Network.get_parameter(name)!.grad!) < 1e-10, name);
        AssertSame(one.Network.named_buffers(), many.Network.named_buffers(), 1e-10);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Twenty_steps_on_replicas_end_where_one_device_ends(int replicas)
    {
        using var one = new Lockstep(1, Settings);
        using var many = new Lockstep(replicas, Settings);
        foreach (var machine in new[] { one, many })
        {
            var training = new TrainingSettings { Schedule = ScheduleName.Constant };
            var regulariser = new RegulariserSettings { Kind = RegulariserName.L2 };
            var parameters = ParameterGroups.Of(machine.Network, new HashSet<string>(), training, regulariser);
            using var update = new WeightUpdate(parameters, training, regulariser);
            for (var step = 0; step < 20; step++)
            {
                using var scope = NewDisposeScope();
                update.ClearGradients();
                machine.Backward($"step{step}");
                update.Apply(step);
            }
        }

        AssertSame(one.Network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), many.Network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), 1e-8);
        AssertSame(one.Network.named_buffers(), many.Network.named_buffers(), 1e-8);
    }

    [Theory]
    [InlineData(false, 22.0 / 6)]
    [InlineData(true, 22.0 / 5)]
    public void Unbiased_quirk_normalises_by_the_unbiased_variance_on_several_replicas(bool quirk, double normalising)
    {
        using var scope = NewDisposeScope();
        var settings = new NetworkSettings { BatchNormUnbiased = quirk, BatchNormDecay = 0, BatchNormEpsilon = 1e-12 };
        var placement = new Placement([CPU, CPU], ScalarType.Float64);
        using var norm = new BatchNorm2d(placement, 1, settings);
        norm.train();
        // Mean 3, squared deviations 9, 1, 1, 1, 1, 9: 22 in all, over 6 (biased) or 5 (unbiased).
        var output = norm.forward([tensor(new double[] { 0, 2, 4 }, [3, 1, 1, 1]), tensor(new double[] { 2, 4, 6 }, [3, 1, 1, 1])]);
        Assert.Equal(-3 / Math.Sqrt(normalising), output[0][0].item<double>(), 1e-9);
        Assert.Equal(22.0 / 5, norm.running_var[0].item<double>(), 1e-9);
    }

    [Fact]
    public void Moments_quirk_loses_digits_where_the_mean_is_large()
    {
        using var scope = NewDisposeScope();
        double Variance(bool quirk)
        {
            var settings = new NetworkSettings { BatchNormFromMoments = quirk, BatchNormDecay = 0 };
            using var norm = new BatchNorm2d(new Placement([CPU, CPU]), 1, settings);
            norm.train();
            norm.forward([tensor(new float[] { 4095, 4097 }, [2, 1, 1, 1]), tensor(new float[] { 4095, 4097 }, [2, 1, 1, 1])]);
            return norm.running_var[0].item<float>();
        }

        // Exact: deviations of 1, biased 1, unbiased 4/3. E[x²] − μ² in float32: 4096² + 1 rounds to 4096² or 4096² + 2.
        Assert.Equal(4.0 / 3, Variance(quirk: false), 1e-6);
        Assert.Contains(Variance(quirk: true), new[] { 0.0, 8.0 / 3 }, new Near());
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.95, 1)]
    [InlineData(0.9997, 1)]
    [InlineData(0.9, 2)]
    [InlineData(0.9997, 2)]
    public void Moving_statistics_keep_the_decay_s_share(double decay, int replicas)
    {
        // Four pixels 1, 3, 5, 7: mean 4, unbiased variance 20/3; the statistics start at 0 and 1.
        using var norm = new BatchNorm2d(new Placement([.. Enumerable.Repeat(CPU, replicas)], ScalarType.Float64), 1, new NetworkSettings { BatchNormDecay = decay });
        norm.train();
        norm.forward(tensor(new double[] { 1, 3, 5, 7 }, [4, 1, 1, 1]).chunk(replicas, 0));
        Assert.Equal((1 - decay) * 4, norm.running_mean[0].item<double>(), 1e-12);
        Assert.Equal(decay + ((1 - decay) * 20 / 3), norm.running_var[0].item<double>(), 1e-12);
    }

    [Fact]
    public void Replicas_use_the_given_devices_in_turn()
    {
        Assert.Equal(["cuda:0", "cuda:1", "cuda:0", "cuda:1"], Placement.Assign(4, ["cuda:0", "cuda:1"]));
        Assert.Equal(["cuda:0", "cuda:1"], Placement.Assign(2, ["cuda:0", "cuda:1"]));
        Assert.Equal(["cpu", "cpu"], Placement.Of(2, ["cpu"]).Devices.Select(d => d.ToString()));
    }

    [Fact]
    public void Missing_device_is_named_with_a_remedy()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has a GPU.");
        var problem = Assert.Throws<UsageException>(() => Placement.Of(1, ["cuda:0"]));
        Assert.Equal("execution.devices has \"cuda:0\", which this machine or this build of the engine does not have: use cpu, or a build with CUDA libraries on a machine with that GPU.", problem.Message);
    }

    [Fact]
    public void Parameters_are_copied_to_each_replicas_own_device()
    {
        // The meta device computes shapes only: it stands in for a second device on a machine that has one.
        using var scope = NewDisposeScope();
        using var layer = new Experiments.Engine.Models.Linear(new Placement([CPU, META]), 3, 4);
        var output = layer.forward([zeros(1, 3), zeros(1, 3, device: META)]);
        Assert.Equal([CPU.type, META.type], output.Select(o => o.device_type));
        Assert.Equal([1, 4], output[1].shape);
        Assert.Equal(CPU.type, layer.weight.device_type);
    }

    private static void AssertSame(IEnumerable<(string Name, Tensor Value)> one, IEnumerable<(string Name, Tensor Value)> many, double relative)
    {
        foreach (var ((name, a), (_, b)) in one.Zip(many)) Assert.True(Difference(a, b) < relative, $"{name}: {Difference(a, b):g3}");
    }

    private static double Difference(Tensor a, Tensor b)
    {
        using var guard = no_grad();
        return ((a - b).norm() / (a.norm() + 1e-30)).item<double>();
    }

    /// <summary>A network over replicas, and its loss on batches by formula.</summary>
    private sealed class Lockstep : IDisposable
    {
        private readonly Placement _placement;

        public Lockstep(int replicas, NetworkSettings settings)
        {
            _placement = new Placement([.. Enumerable.Repeat(CPU, replicas)], ScalarType.Float64);
            Network = new PspNet(_placement, settings, Classes);
            FormulaNumbers.Fill(Network);
            Network.train();
        }

        public PspNet Network { get; }

        /// <summary>Adds the gradients of a batch and gives its logits.</summary>
        public Tensor Backward(string batch)
        {
            using var chance = new Generator(11);
            foreach (var dropout in Network.Dropouts) dropout.Chance = chance;
            var labels = tensor(FormulaNumbers.Labels($"{batch}/label", Count * Crop * Crop, Classes), [Count, Crop, Crop]);
            // Valid pixels are spread unevenly, so that a mean of the replicas' means would differ.
            labels[TensorIndex.Slice(0, 1)].fill_(255);
            var shares = labels.chunk(_placement.Replicas, 0);
            var (main, auxiliary) = Network.Logits(FormulaNumbers.Image($"{batch}/image", Count, 3, Crop, Crop).chunk(_placement.Replicas, 0));
            var loss = SegmentationLoss.CrossEntropy(_placement, main, shares, new PixelCounting(LossResolution.Label, ResizeConvention.HalfPixel))
                + (0.4 * SegmentationLoss.CrossEntropy(_placement, auxiliary!, shares, new PixelCounting(LossResolution.Label, ResizeConvention.HalfPixel)));
            loss.backward();
            return cat(main, 0).detach();
        }

        public void Dispose() => Network.Dispose();
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-5;

        public int GetHashCode(double obj) => 0;
    }
}
