using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Models;

/// <summary>
/// Where a network lives: one device a replica, in order, and the type of its numbers. Parameters live once, on the
/// first device, and are copied to the other replicas' devices inside the graph, so that gradients sum by themselves.
/// </summary>
/// <param name="Devices">Device of each replica; the same device may appear several times.</param>
/// <param name="Type">Float32 for training, Float64 where tests compare digits.</param>
public sealed record Placement(IReadOnlyList<Device> Devices, ScalarType Type = ScalarType.Float32)
{
    /// <summary>One CPU replica, Float32.</summary>
    public static Placement Cpu { get; } = new([CPU]);

    /// <summary>The device on which parameters and the loss live.</summary>
    public Device Home => Devices[0];

    /// <summary>Number of replicas R.</summary>
    public int Replicas => Devices.Count;

    /// <summary>The placement of a number of replicas over devices used in turn.</summary>
    /// <param name="replicas">Number of replicas.</param>
    /// <param name="devices">Device names: cpu, cuda, cuda:N.</param>
    public static Placement Of(int replicas, IReadOnlyList<string> devices) =>
        new([.. Enumerable.Range(0, replicas).Select(r => torch.device(devices[r % devices.Count]))]);

    /// <summary>A parameter as replica <paramref name="replica"/> sees it: itself at home, a copy in the graph elsewhere.</summary>
    public Tensor On(Tensor parameter, int replica) =>
        Devices[replica] == Home ? parameter : parameter.to(Devices[replica]);
}
