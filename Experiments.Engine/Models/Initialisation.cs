using System.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// Start values: He's N(0, sqrt(2/(k²·out))) for convolutions, N(0, sqrt(1/in)) for fully connected layers, a
/// constant for the classifiers' biases; batch norm starts at its γ = 1, β = 0. Each tensor draws from a generator of
/// its own, derived from the seed and its name, so that networks which share a layer start it alike.
/// </summary>
public static class Initialisation
{
    /// <summary>Sets every weight of the network.</summary>
    /// <param name="network">The network, float32 or float64, on any device.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="classifierBias">Start value of every convolution's and fully connected layer's bias.</param>
    public static void Apply(Module network, int seed, double classifierBias)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var shape = parameter.shape;
            if (shape.Length == 4) Normal(parameter, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])), seed, name);
            else if (shape.Length == 2) Normal(parameter, Math.Sqrt(1.0 / shape[1]), seed, name);
            else if (IsClassifierBias(name)) parameter.fill_(classifierBias);
        }
    }

    private static bool IsClassifierBias(string name) =>
        name.EndsWith("classifier.bias", StringComparison.Ordinal) || name.EndsWith("fc.bias", StringComparison.Ordinal);

    private static void Normal(Tensor parameter, double deviation, int seed, string name)
    {
        using var chance = new Generator((ulong)Chance.TorchSeed(seed, ChancePurpose.Initialisation, NameHash(name)));
        // Drawn on the CPU in float32 whatever the network's type and device: the same start everywhere.
        using var drawn = empty(parameter.shape, ScalarType.Float32).normal_(0, deviation, chance);
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
