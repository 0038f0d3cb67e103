using Experiments.Engine.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>Finds where numbers that are not finite arise first.</summary>
internal static class NonFinite
{
    /// <summary>Names the first tensor of the network that is not finite, else the first layer whose output is not.</summary>
    /// <param name="network">The network in the state in which its loss was not finite.</param>
    /// <param name="forward">Does the forward pass again.</param>
    /// <returns>Words for a message.</returns>
    public static string Origin(Module network, Action forward)
    {
        if (FirstWeight(network) is { } spoilt) return $"the weights {spoilt} are not finite since the step before";
        using var guard = no_grad();

        // Layers in the order in which their outputs are complete: a block comes after the layers in it.
        string? first = null;
        var layers = network.named_modules().Where(m => m.module is Layer).Select(m => (m.name, Layer: (Layer)m.module)).ToList();
        foreach (var (name, layer) in layers)
        {
            layer.Observer = outputs =>
            {
                if (first is null && !outputs.All(IsFinite)) first = name;
            };
        }

        try
        {
            forward();
        }
        finally
        {
            foreach (var (_, layer) in layers) layer.Observer = null;
        }

        return first is null ? "every layer's output is finite, so the loss itself overflowed" : $"the first layer whose output is not finite is {first}";
    }

    /// <summary>The first tensor of the network that is not finite; null where all are.</summary>
    public static string? FirstWeight(Module network)
    {
        using var guard = no_grad();
        return network.named_parameters().Where(p => !IsFinite(p.parameter)).Select(p => p.name).FirstOrDefault();
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().ToBoolean();
    }
}
