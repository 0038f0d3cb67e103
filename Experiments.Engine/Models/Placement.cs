using Experiments.Engine.Schema;
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
    /// <exception cref="UsageException">A device is not there.</exception>
    public static Placement Of(int replicas, IReadOnlyList<string> devices) => new([.. Assign(replicas, devices).Select(Open)]);

    /// <summary>Names of the replicas' devices: the given ones in turn.</summary>
    public static IReadOnlyList<string> Assign(int replicas, IReadOnlyList<string> devices) =>
        [.. Enumerable.Range(0, replicas).Select(r => devices[r % devices.Count])];

    private static Device Open(string name)
    {
        try
        {
            return torch.device(name);
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"execution.devices has \"{name}\", which this machine or this build of the engine does not have: use cpu, or a build with CUDA libraries on a machine with that GPU.");
        }
    }

    /// <summary>Shares a batch out to the replicas along its first dimension; one that has fewer items than replicas stays whole, at home.</summary>
    public Tensor[] Share(Tensor batch) => Replicas > 1 && batch.shape[0] >= Replicas
        ? [.. batch.chunk(Replicas, 0).Select((part, r) => part.to(Devices[r]))]
        : [batch.to(Home)];

    /// <summary>A parameter as replica <paramref name="replica"/> sees it: itself at home, a copy in the graph elsewhere.</summary>
    public Tensor On(Tensor parameter, int replica) =>
        Devices[replica] == Home ? parameter : parameter.to(Devices[replica]);
}
