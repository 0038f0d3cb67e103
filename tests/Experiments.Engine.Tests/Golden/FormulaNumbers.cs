using System.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Tests.Golden;

/// <summary>
/// Numbers by formula, the same as in <c>generators/formula.py</c>: weights, images and labels of any size without a
/// file. The i-th number of a named sequence is splitmix64(fnv1a64(name) + (i + 1)·golden ratio), as 53 bits over [0, 1).
/// </summary>
internal static class FormulaNumbers
{
    /// <summary>Numbers of [0, 1).</summary>
    public static double[] Uniform(string name, long count)
    {
        var start = Fnv1A(name);
        var numbers = new double[count];
        for (var i = 0L; i < count; i++) numbers[i] = At(start, i);
        return numbers;
    }

    /// <summary>Numbers of [−scale, scale).</summary>
    public static double[] Signed(string name, long count, double scale = 1)
    {
        var numbers = Uniform(name, count);
        for (var i = 0L; i < count; i++) numbers[i] = ((2 * numbers[i]) - 1) * scale;
        return numbers;
    }

    /// <summary>Start value of a network's tensor by its checkpoint key.</summary>
    public static double[] Parameter(string name, long[] shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        if (shape.Length >= 2) return Signed(name, count, Math.Sqrt(6.0 / shape[1..].Aggregate(1L, (a, b) => a * b)));
        var (centre, scale) = name switch
        {
            _ when name.EndsWith("running_var", StringComparison.Ordinal) => (1.0, 0.2),
            _ when name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal) => (0.0, 0.1),
            _ => (1.0, 0.1),
        };
        return [.. Signed(name, count).Select(u => centre + (scale * u))];
    }

    /// <summary>Fills every tensor of a float64 network from its name.</summary>
    public static void Fill(Module network)
    {
        using var guard = no_grad();
        foreach (var (name, target) in network.state_dict())
        {
            using var source = tensor(Parameter(name, target.shape), target.shape);
            target.copy_(source);
        }
    }

    /// <summary>Network input of about unit size, N×3×crop×crop.</summary>
    public static Tensor Image(string name, params long[] shape) => tensor(Signed(name, shape.Aggregate(1L, (a, b) => a * b), 2), shape);

    /// <summary>Labels below <paramref name="classes"/>, one in ten 255.</summary>
    public static long[] Labels(string name, long count, int classes)
    {
        var drawn = Uniform(name, count);
        var ignored = Uniform($"{name}/ignored", count);
        return [.. drawn.Zip(ignored, (u, i) => i < 0.1 ? 255L : (long)Math.Floor(u * classes))];
    }

    /// <summary>What is stored of a large tensor: its Euclidean norm and four fixed random projections.</summary>
    public static double[] Digest(string name, Tensor value)
    {
        using var flat = value.detach().to(ScalarType.Float64).cpu().contiguous();
        var starts = Enumerable.Range(0, 4).Select(k => Fnv1A($"projection{k}/{name}")).ToArray();
        var digest = new double[5];
        var i = 0L;
        foreach (var number in flat.data<double>().ToArray())
        {
            digest[0] += number * number;
            for (var k = 0; k < 4; k++) digest[k + 1] += number * ((2 * At(starts[k], i)) - 1);
            i++;
        }

        digest[0] = Math.Sqrt(digest[0]);
        return digest;
    }

    private static double At(ulong start, long index)
    {
        var z = start + ((ulong)(index + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (z >> 11) / 9007199254740992.0;
    }

    private static ulong Fnv1A(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }
}
