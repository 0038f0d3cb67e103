using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Training.Regularisation;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Training;

public sealed class RegulariserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-regulariser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void L2_SP_adds_alpha_times_the_distance_to_inherited_weights_and_beta_times_the_weight_to_new_ones()
    {
        using var scope = NewDisposeScope();
        using var network = new PspNet(Placement.Cpu, TinyRuns.Segmentation().Network, 3);
        Initialisation.Apply(network, 1, new NetworkSettings());
        var inherited = network.named_parameters().Select(p => p.name).Where(n => n.StartsWith("backbone.", StringComparison.Ordinal)).ToHashSet();
        var parameters = ParameterGroups.Of(network, inherited, new TrainingSettings(), new RegulariserSettings());
        using (no_grad())
        {
            foreach (var parameter in parameters) parameter.Value.add_(0.25);
        }

        foreach (var parameter in parameters) parameter.Value.grad = full_like(parameter.Value, 2);
        new L2Sp(alpha: 0.5, beta: 0.25).AddGradients(parameters);
        foreach (var parameter in parameters)
        {
            var expected = !parameter.IsPenalised ? full_like(parameter.Value, 2)
                : parameter.IsInherited ? 2 + (0.5 * (parameter.Value - parameter.Start!))
                : 2 + (0.25 * parameter.Value);
            Assert.True((parameter.Value.grad! - expected).abs().max().item<float>() < 1e-6, parameter.Name);
        }

        Assert.Contains(parameters, p => p is { IsPenalised: true, IsInherited: true });
        Assert.Contains(parameters, p => p is { IsPenalised: true, IsInherited: false });
        Assert.All(parameters.Where(p => p.Name.Contains("bn", StringComparison.Ordinal) || p.Name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.False(p.IsPenalised, p.Name));
    }

    [Theory]
    [InlineData(RegulariserName.L2)]
    [InlineData(RegulariserName.L2Sp)]
    [InlineData(RegulariserName.L2SpNormalised)]
    [InlineData(RegulariserName.L2SpOrthogonal)]
    [InlineData(RegulariserName.L1Sp)]
    [InlineData(RegulariserName.GlSp)]
    [InlineData(RegulariserName.L2SpFisher)]
    public void The_added_gradient_is_the_derivative_of_the_value(RegulariserName kind)
    {
        using var scope = NewDisposeScope();
        using var network = new Classifier(new Placement([CPU], ScalarType.Float64), TinyRuns.Segmentation().Network, 3);
        Initialisation.Apply(network, 1, new NetworkSettings());
        using var fisher = new Golden.FormulaFisher(network);
        var settings = new RegulariserSettings { Kind = kind, Alpha = 0.3, Beta = 0.7, FisherPath = fisher.Path };
        var parameters = ParameterGroups.Of(network, new HashSet<string> { "backbone.conv1.weight" }, new TrainingSettings(), settings);
        using (no_grad())
        {
            // Away from w⁰ and from its direction.
            foreach (var parameter in parameters) parameter.Value.mul_(1.5).add_(tensor(Golden.FormulaNumbers.Signed(parameter.Name, parameter.Value.numel(), 0.1), parameter.Value.shape));
        }

        using var regulariser = Regulariser.Create(settings, parameters);
        foreach (var parameter in parameters.Where(p => p.IsPenalised))
        {
            parameter.Value.grad = zeros_like(parameter.Value);
            regulariser.AddGradients([parameter]);
            const double Step = 1e-5;
            var first = parameter.Value.view(-1)[0];
            var gradient = parameter.Value.grad.view(-1)[0].item<double>();
            var values = new List<double>();
            foreach (var move in new[] { Step, -2 * Step })
            {
                using (no_grad()) first.add_(move);
                values.Add(regulariser.Value([parameter]));
            }

            var slope = (values[0] - values[1]) / (2 * Step);
            Assert.NotEqual(0, gradient);
            Assert.True(Math.Abs(gradient - slope) < 1e-6 * Math.Max(1, Math.Abs(gradient)), $"{parameter.Name}: gradient {gradient}, slope {slope}");
        }
    }

    [Fact]
    public void With_a_start_at_zero_L2_SP_trains_to_the_same_bits_as_L2()
    {
        var zero = WriteStart(scale: 0);
        var l2 = TinyRuns.Train(TinyRuns.Segmentation(zero, RegulariserName.L2));
        var l2Sp = TinyRuns.Train(TinyRuns.Segmentation(zero, RegulariserName.L2Sp));
        Assert.NotEmpty(l2.Weights);
        Assert.All(l2.Weights, w => Assert.True(w.Value.AsSpan().SequenceEqual(l2Sp.Weights[w.Key]), w.Key));
    }

    [Fact]
    public void With_a_start_elsewhere_it_does_not_and_stays_nearer_to_it()
    {
        var start = WriteStart(scale: 1);
        var l2 = TinyRuns.Train(TinyRuns.Segmentation(start, RegulariserName.L2));
        var l2Sp = TinyRuns.Train(TinyRuns.Segmentation(start, RegulariserName.L2Sp));
        Assert.False(l2.Weights["backbone.layer3.0.conv1.weight"].AsSpan().SequenceEqual(l2Sp.Weights["backbone.layer3.0.conv1.weight"]));
        Assert.True(l2Sp.Series("drift/layer4").Last() < l2.Series("drift/layer4").Last());
        Assert.Equal(0, l2.Series("drift/layer4").First());
    }

    /// <summary>A backbone's convolutions times a factor; batch norm as it starts, so that nothing degenerates at zero.</summary>
    private string WriteStart(double scale)
    {
        using var network = new PspNet(Placement.Cpu, TinyRuns.Segmentation().Network, 3);
        Initialisation.Apply(network, 9, new NetworkSettings());
        var path = Path.Combine(_folder, $"start{scale}.safetensors");
        var tensors = network.state_dict().Where(t => t.Key.StartsWith("backbone.", StringComparison.Ordinal) && t.Value.dim() == 4)
            .Select(t => KeyValuePair.Create(t.Key, t.Value * scale)).ToList();
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string>());
        foreach (var (_, tensor) in tensors) tensor.Dispose();
        return path;
    }
}
