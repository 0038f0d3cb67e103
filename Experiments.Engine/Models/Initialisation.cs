using System.Text;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// Start values: convolutions by the configuration's <see cref="Initialiser"/>, fully connected layers N(0, sqrt(1/in)),
/// classifiers' biases a constant; batch norm starts at its γ = 1, β = 0. Each tensor draws from a generator of its own,
/// derived from the seed and its name, so that networks which share a layer start it alike.
/// </summary>
public static class Initialisation
{
    /// <summary>Sets every weight of the network.</summary>
    /// <param name="network">The network, float32 or float64, on any device.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="settings">Initialiser, the classifiers' deviation and bias.</param>
    public static void Apply(Module network, int seed, NetworkSettings settings)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dim() == 4) Convolution(parameter, name, seed, settings);
            else if (parameter.dim() == 2) Normal(parameter, Math.Sqrt(1.0 / parameter.shape[1]), seed, name);
            else if (IsClassifier(name, "bias")) parameter.FillInPlace(settings.ClassifierBias);
        }
    }

    private static void Convolution(Tensor parameter, string name, int seed, NetworkSettings settings)
    {
        var area = parameter.shape[2] * parameter.shape[3];
        var (fanIn, fanOut) = (parameter.shape[1] * area, parameter.shape[0] * area);
        if (settings.ClassifierDeviation > 0 && IsClassifier(name, "weight"))
        {
            Normal(parameter, settings.ClassifierDeviation, seed, name);
            return;
        }

        switch (settings.Initialiser)
        {
            case Initialiser.He: Normal(parameter, Math.Sqrt(2.0 / fanOut), seed, name); break;
            case Initialiser.Xavier: Uniform(parameter, Math.Sqrt(6.0 / (fanIn + fanOut)), seed, name); break;
            case Initialiser.PyTorch: Uniform(parameter, Math.Sqrt(1.0 / fanIn), seed, name); break;
            default: throw new ArgumentOutOfRangeException(nameof(settings), settings.Initialiser, "Unknown initialiser.");
        }
    }

    private static bool IsClassifier(string name, string part) =>
        name.EndsWith($"classifier.{part}", StringComparison.Ordinal) || name.EndsWith($"fc.{part}", StringComparison.Ordinal);

    private static void Normal(Tensor parameter, double deviation, int seed, string name) =>
        Draw(parameter, seed, name, (target, chance) => target.normal_(0, deviation, chance));

    private static void Uniform(Tensor parameter, double limit, int seed, string name) =>
        Draw(parameter, seed, name, (target, chance) => target.uniform_(-limit, limit, chance));

    private static void Draw(Tensor parameter, int seed, string name, Func<Tensor, Generator, Tensor> fill)
    {
        using var chance = new Generator((ulong)Chance.TorchSeed(seed, ChancePurpose.Initialisation, NameHash(name)));
        // Drawn on the CPU in float32 whatever the network's type and device: the same start everywhere.
        using var drawn = empty(parameter.shape, ScalarType.Float32);
        fill(drawn, chance);
        parameter.copy_(drawn);
    }

    /// <summary>FNV-1a: stable over processes and platforms, unlike string.GetHashCode.</summary>
    private static long NameHash(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 1099511628211UL;
        return (long)(hash >> 1);
    }
}
