using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// A layer of a network that is replicated over devices in lock-step: it takes one tensor a replica and gives one a
/// replica. With a single device the list has one element and costs nothing.
/// </summary>
public abstract class Layer : Module<Tensor[], Tensor[]>
{
    /// <summary>Creates the layer.</summary>
    protected Layer(string name, Placement placement) : base(name) => Placement = placement;

    /// <summary>Where the layer's parameters and replicas live.</summary>
    protected Placement Placement { get; }

    /// <summary>Sees what the layer gives, where somebody looks for the origin of a number.</summary>
    internal Action<Tensor[]>? Observer { get; set; }

    /// <inheritdoc/>
    public sealed override Tensor[] forward(Tensor[] input)
    {
        var output = Compute(input);
        Observer?.Invoke(output);
        return output;
    }

    /// <summary>The layer's function.</summary>
    protected abstract Tensor[] Compute(Tensor[] input);

    /// <summary>Applies a function to each replica's tensor.</summary>
    protected static Tensor[] Each(Tensor[] inputs, Func<Tensor, int, Tensor> function)
    {
        var outputs = new Tensor[inputs.Length];
        for (var r = 0; r < inputs.Length; r++) outputs[r] = function(inputs[r], r);
        return outputs;
    }

    /// <summary>Moves results out of the scope that frees everything else made in a block.</summary>
    protected static Tensor[] Keep(Tensor[] outputs)
    {
        foreach (var output in outputs) output.MoveToOuterDisposeScope();
        return outputs;
    }
}

/// <summary>
/// Convolution with padding dilation·(k//2) on both sides, also where it strides (the reference's conv2d_same).
/// (N, in, H, W) → (N, out, ⌈H/stride⌉, ⌈W/stride⌉) for odd k.
/// </summary>
public sealed class Conv2d : Layer
{
    private readonly long _stride;
    private readonly long _padding;
    private readonly long _dilation;

    /// <summary>Kernel, out×in×k×k.</summary>
    public readonly Parameter weight;

    /// <summary>Bias, out; absent before a batch norm.</summary>
    public readonly Parameter? bias;

    /// <summary>Creates the layer with uninitialised weights; see <see cref="Initialisation"/>.</summary>
    public Conv2d(Placement placement, long inputs, long outputs, long kernel, long stride = 1, long dilation = 1, bool withBias = false)
        : base(nameof(Conv2d), placement)
    {
        (_stride, _dilation, _padding) = (stride, dilation, dilation * (kernel / 2));
        weight = new Parameter(zeros([outputs, inputs, kernel, kernel], placement.Type, placement.Home));
        if (withBias) bias = new Parameter(zeros([outputs], placement.Type, placement.Home));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input) => Each(input, (x, r) => functional.conv2d(
        x, Placement.On(weight, r), bias is null ? null : Placement.On(bias, r),
        strides: [_stride, _stride], padding: [_padding, _padding], dilation: [_dilation, _dilation]));
}

/// <summary>Fully connected layer, (N, in) → (N, out).</summary>
public sealed class Linear : Layer
{
    /// <summary>Weight, out×in.</summary>
    public readonly Parameter weight;

    /// <summary>Bias, out.</summary>
    public readonly Parameter bias;

    /// <summary>Creates the layer with uninitialised weights; see <see cref="Initialisation"/>.</summary>
    public Linear(Placement placement, long inputs, long outputs) : base(nameof(Linear), placement)
    {
        weight = new Parameter(zeros([outputs, inputs], placement.Type, placement.Home));
        bias = new Parameter(zeros([outputs], placement.Type, placement.Home));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input) =>
        Each(input, (x, r) => functional.linear(x, Placement.On(weight, r), Placement.On(bias, r)));
}

/// <summary>
/// Dropout that draws from its own generator: the mask is drawn for the whole batch and shared out, so that any number
/// of replicas sees what one device would.
/// </summary>
public sealed class Dropout : Layer
{
    private readonly double _probability;
    private readonly DropoutKind _kind;

    /// <summary>Creates the layer.</summary>
    /// <param name="placement">Where it lives.</param>
    /// <param name="probability">Share of values, or of channels, that are zeroed; the others are scaled by 1/(1 − p).</param>
    /// <param name="kind">Values or whole channels.</param>
    public Dropout(Placement placement, double probability, DropoutKind kind) : base(nameof(Dropout), placement) =>
        (_probability, _kind) = (probability, kind);

    /// <summary>Where masks come from; set before each training step.</summary>
    public Generator? Chance { get; set; }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        if (!training || _probability == 0) return Each(input, (x, _) => x.alias());
        var chance = Chance ?? throw new InvalidOperationException("Dropout in training mode has no generator: set Chance before the step.");
        using var scope = NewDisposeScope();
        var count = input.Sum(x => x.shape[0]);
        long[] shape = _kind == DropoutKind.Channel ? [count, input[0].shape[1], 1, 1] : [count, .. input[0].shape[1..]];
        var mask = empty(shape, Placement.Type).bernoulli_(1 - _probability, chance).DivideInPlace(1 - _probability);
        var first = 0L;
        return Keep(Each(input, (x, r) =>
        {
            var own = mask.narrow(0, first, x.shape[0]);
            first += x.shape[0];
            return x * own.to(Placement.Devices[r]);
        }));
    }
}

/// <summary>Functions without parameters on one tensor a replica.</summary>
internal static class Replicas
{
    /// <summary>ReLU in place.</summary>
    public static Tensor[] Relu(Tensor[] input) => [.. input.Select(x => functional.relu(x, inplace: true))];

    /// <summary>ReLU of the sum, in place on the first.</summary>
    public static Tensor[] AddRelu(Tensor[] a, Tensor[] b) => [.. a.Zip(b, (x, y) => functional.relu(x.AddInPlace(y), inplace: true))];

    /// <summary>Maps each replica's tensor.</summary>
    public static Tensor[] Map(Tensor[] input, Func<Tensor, Tensor> function) => [.. input.Select(function)];

    /// <summary>Joins along the channels: (N, C₁, H, W), (N, C₂, H, W), ... → (N, ΣC, H, W).</summary>
    public static Tensor[] Concatenate(IReadOnlyList<Tensor[]> parts) =>
        [.. Enumerable.Range(0, parts[0].Length).Select(r => cat([.. parts.Select(p => p[r])], 1))];
}
