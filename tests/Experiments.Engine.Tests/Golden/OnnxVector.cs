using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>
/// One of ONNX's node tests as Debian's package libonnx-testdata installs them: an operator's attributes, inputs and the
/// outputs that any implementation must give. Reads the few fields of ModelProto, NodeProto, AttributeProto and TensorProto
/// (onnx.proto3) that these tests use, from Protocol Buffers' wire format.
/// </summary>
internal sealed class OnnxVector
{
    private const string Folder = "/usr/share/libonnx-testdata/data/node";

    private readonly Dictionary<string, double> _attributes = [];

    private OnnxVector(string folder)
    {
        var graph = Only(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), 7).Bytes;
        var node = Only(graph, 1).Bytes;
        foreach (var attribute in Fields(node).Where(f => f.Number == 5).Select(f => Fields(f.Bytes)))
        {
            var name = Encoding.UTF8.GetString(attribute.Single(f => f.Number == 1).Bytes);
            foreach (var field in attribute)
            {
                // A float, or an integer; other kinds of attribute are not needed.
                if (field.Number == 2) _attributes[name] = BitConverter.UInt32BitsToSingle((uint)field.Value);
                if (field.Number == 3) _attributes[name] = (long)field.Value;
            }
        }

        Inputs = Tensors(folder, "input");
        Outputs = Tensors(folder, "output");
    }

    /// <summary>The operator's inputs in order; those that a test leaves out are not counted.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>What it must give.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>Reads a test, <c>test_…</c>; the calling test is skipped where the package is missing, except under CI, where it fails.</summary>
    public static OnnxVector Require(string name)
    {
        const string reason = "No ONNX node tests at " + Folder + ": install them (apt-get install libonnx-testdata).";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.True(Directory.Exists(Folder), reason);
        Assert.SkipUnless(Directory.Exists(Folder), reason);
        var folder = Path.Combine(Folder, name);
        Assert.SkipUnless(Directory.Exists(folder), $"This version of libonnx-testdata has no {name}; Debian 12's has.");
        return new OnnxVector(folder);
    }

    /// <summary>An attribute of the operator that is a number, or what ONNX says it is where it is not given.</summary>
    public double Attribute(string name, double otherwise) => _attributes.GetValueOrDefault(name, otherwise);

    /// <summary>Asserts that a tensor has the shape and, within an absolute difference, the values of an output.</summary>
    public void AssertOutput(int index, Tensor actual, double tolerance)
    {
        Assert.Equal(Outputs[index].shape, actual.shape);
        var (expected, given) = (Numbers(Outputs[index]), Numbers(actual));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], given[i], tolerance);
    }

    /// <summary>All values, row by row.</summary>
    public static double[] Numbers(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static Tensor[] Tensors(string folder, string kind) =>
        [.. Directory.GetFiles(Path.Combine(folder, "test_data_set_0"), $"{kind}_*.pb").Order(StringComparer.Ordinal).Select(ReadTensor)];

    private static Tensor ReadTensor(string path)
    {
        var fields = Fields(File.ReadAllBytes(path));
        long[] shape = [.. fields.Where(f => f.Number == 1).Select(f => (long)f.Value)];
        var type = fields.Single(f => f.Number == 2).Value;
        var raw = fields.Single(f => f.Number == 9).Bytes;
        return type switch
        {
            1 => tensor(MemoryMarshal.Cast<byte, float>(raw).ToArray(), shape),
            7 => tensor(MemoryMarshal.Cast<byte, long>(raw).ToArray(), shape),
            _ => throw new NotSupportedException($"{path} holds numbers of ONNX's type {type}; only float (1) and int64 (7) are read."),
        };
    }

    private static Field Only(byte[] message, int number) => Fields(message).Single(f => f.Number == number);

    private static List<Field> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            fields.Add((key & 7) switch
            {
                0 => new Field((int)(key >> 3), Varint(ref message), []),
                1 => new Field((int)(key >> 3), BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), []),
                2 => new Field((int)(key >> 3), 0, Take(ref message, (int)Varint(ref message)).ToArray()),
                5 => new Field((int)(key >> 3), BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4)), []),
                var kind => throw new InvalidDataException($"Wire type {kind} is not of Protocol Buffers' version 3."),
            });
        }

        return fields;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int count)
    {
        var taken = message[..count];
        message = message[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref message, 1)[0];
            value |= (part & 0x7FUL) << shift;
            if (part < 0x80) return value;
        }
    }

    private readonly record struct Field(int Number, ulong Value, byte[] Bytes);
}
