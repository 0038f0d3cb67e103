using System.Text;

namespace Experiments.Fuzzing.Formats;

/// <summary>Mutations of pickles: instructions put in and taken away, numbers and names exchanged, cycles, depth.</summary>
internal static class PickleMutations
{
    private const string Instructions = "()]}NRba\u0085\u0086\u0087\u0081\u0094Qtdlseu012.";

    private static readonly string[] Names =
    [
        "os\nsystem\n", "builtins\neval\n", "posix\nsystem\n", "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_parameter\n",
        "torch\nFloatStorage\n", "torch\nComplexFloatStorage\n", "torch\nUntypedStorage\n", "collections\nOrderedDict\n", "argparse\nNamespace\n",
        "numpy\ndtype\n", "numpy.core.multiarray\nscalar\n", "_codecs\nencode\n", "torch.nn.modules.linear\nLinear\n", "torch\nSize\n", "builtins\nset\n",
    ];

    /// <summary>Applies one, drawn at random.</summary>
    public static byte[] Apply(byte[] pickle, Random random)
    {
        if (pickle.Length < 4) return pickle;
        var at = 2 + random.Next(pickle.Length - 3);
        return random.Next(9) switch
        {
            // Instructions of one byte, anywhere.
            0 => Insert(pickle, at, [(byte)random.Next(256)]),
            1 => Insert(pickle, at, Encoding.Latin1.GetBytes(new string(Instructions[random.Next(Instructions.Length)], 1 + random.Next(3)))),
            // A global, and a call of it.
            2 => Insert(pickle, at, Encoding.Latin1.GetBytes($"c{Names[random.Next(Names.Length)]}{(random.Next(2) == 0 ? ")R" : "")}")),
            // A container that holds itself.
            3 => Insert(pickle, at, "]q\u0001h\u0001a"u8.ToArray()),
            // The argument of an instruction that has a number of one or four bytes.
            4 => Argument(pickle, (byte)'K', 1, random),
            5 => Argument(pickle, (byte)'J', 4, random),
            6 => Argument(pickle, (byte)'X', 4, random),
            7 => Argument(pickle, (byte)'h', 1, random),
            // Depth, in numbers that a stack would not hold.
            _ => [.. pickle[..at], .. Enumerable.Repeat((byte)"](}"[random.Next(3)], 1 << random.Next(18)), .. pickle[at..]],
        };
    }

    private static byte[] Insert(byte[] pickle, int at, byte[] what) => [.. pickle[..at], .. what, .. pickle[at..]];

    private static byte[] Argument(byte[] pickle, byte code, int size, Random random)
    {
        var places = Enumerable.Range(0, pickle.Length - size).Where(i => pickle[i] == code).ToList();
        if (places.Count == 0) return pickle;
        byte[] result = [.. pickle];
        var number = BitConverter.GetBytes(GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)]);
        number.AsSpan(0, size).CopyTo(result.AsSpan(places[random.Next(places.Count)] + 1));
        return result;
    }
}
