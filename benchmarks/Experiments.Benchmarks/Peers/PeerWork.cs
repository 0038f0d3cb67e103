using Experiments.Engine.Augmentation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Golden;
using Experiments.Engine.Training;
using Experiments.Engine.Training.Regularisation;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Benchmarks.Peers;

/// <summary>
/// One piece of work that <c>benchmarks/peers/peer.py</c> does too: the same network, weights and batch by formula, no
/// dropout (masks are each program's own), momentum SGD. The engine's penalty is L2-SP, the peer's its weight decay.
/// </summary>
internal sealed class PeerWork : IDisposable
{
    private const int Classes = 19;

    private readonly Learner _learner;
    private readonly TrainingBatch _batch;
    private readonly Tensor _images;
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly WeightUpdate _update;
    private readonly Regulariser _penalty;
    private int _iteration;

    private PeerWork(string name, Backbone backbone, int count, int crop)
    {
        var configuration = new RunConfiguration
        {
            Network = new NetworkSettings { Backbone = backbone, Dropout = 0 },
            Training = new TrainingSettings { BatchSize = count, Crop = crop, BaseLearningRate = 1e-3, Schedule = ScheduleName.Constant },
            Regulariser = new RegulariserSettings { Kind = RegulariserName.L2Sp, Alpha = 1e-4, Beta = 1e-4 },
        };
        _learner = Learner.Create(configuration, Placement.Cpu, Classes);
        FormulaNumbers.Fill(_learner.Network);
        var images = FormulaNumbers.Signed($"{name}/image", 3L * count * crop * crop, 2).Select(v => (float)v).ToArray();
        _batch = new TrainingBatch(images, FormulaNumbers.Labels($"{name}/label", (long)count * crop * crop, Classes), [.. Enumerable.Range(0, count).Select(i => $"{name}/{i}")]);
        _images = tensor(images, [count, 3, crop, crop]);
        var inherited = _learner.Network.named_parameters().Select(p => p.name).Where(n => n.StartsWith("backbone.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        _parameters = ParameterGroups.Of(_learner.Network, inherited, configuration.Training, configuration.Regulariser);
        _update = new WeightUpdate(_parameters, configuration.Training, configuration.Regulariser);
        _penalty = Regulariser.Create(configuration.Regulariser, _parameters);
    }

    /// <summary>The work of a name that both sides know.</summary>
    public static PeerWork Create(string name) => name switch
    {
        "cifar-resnet20-small" => new(name, Backbone.CifarResNet20, 2, 96),
        "resnet50" => new(name, Backbone.ResNet50, 2, 240),
        "cifar-resnet20" => new(name, Backbone.CifarResNet20, 8, 96),
        _ => throw new UsageException($"Unknown work \"{name}\". Available: resnet50, cifar-resnet20, cifar-resnet20-small."),
    };

    /// <summary>One training step.</summary>
    /// <returns>The loss without the penalty, of the weights that the step began with.</returns>
    public double Train()
    {
        _learner.Network.train();
        using var scope = NewDisposeScope();
        _update.ClearGradients();
        var loss = _learner.Loss(_batch, _iteration, null);
        var value = loss.ToDouble();
        loss.backward();
        _update.Apply(_iteration++);
        return value;
    }

    /// <summary>The penalty's own part of a step, once more.</summary>
    public void Penalise() => _penalty.AddGradients(_parameters);

    /// <summary>One forward pass in evaluation mode.</summary>
    /// <returns>Mean size of the logits.</returns>
    public double Infer()
    {
        _learner.Network.eval();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (logits, _) = ((PspNet)_learner.Network).Logits([_images]);
        return logits[0].abs().mean().ToDouble();
    }

    public void Dispose()
    {
        _update.Dispose();
        _penalty.Dispose();
        foreach (var parameter in _parameters) parameter.Start?.Dispose();
        _images.Dispose();
        _learner.Dispose();
    }
}
