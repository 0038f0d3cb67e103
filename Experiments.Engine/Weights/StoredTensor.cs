using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>Fills a buffer with a tensor's elements: contiguous (last dimension fastest), little-endian.</summary>
/// <param name="target">As long as the tensor.</param>
internal delegate void TensorFill(Span<byte> target);

/// <summary>A tensor in a weights file: what it is, and on demand its elements. Usable until the file is disposed of.</summary>
public sealed class StoredTensor
{
    private readonly string _path;
    private readonly TensorFill _fill;

    internal StoredTensor(string path, string name, ElementType elementType, long[] shape, int byteCount, TensorFill fill) =>
        (_path, Name, ElementType, Shape, ByteCount, _fill) = (path, name, elementType, shape, byteCount, fill);

    /// <summary>The name in the file; parts of nested dictionaries are joined by dots.</summary>
    public string Name { get; }

    /// <summary>The type it is stored in.</summary>
    public ElementType ElementType { get; }

    /// <summary>Length of each dimension as stored (TensorFlow's convolutions are H×W×I×O); empty for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>Length in bytes, contiguous; below 2 GiB.</summary>
    public int ByteCount { get; }

    /// <summary>Reads the elements: contiguous, last dimension fastest, little-endian.</summary>
    /// <exception cref="DataException">The file is cut off or fails its checksum here.</exception>
    public byte[] ReadBytes()
    {
        var bytes = new byte[ByteCount];
        _fill(bytes);
        return bytes;
    }

    /// <summary>
    /// Makes a tensor on the CPU, which the caller owns, in the stored type; 8-bit floats become float32, since the
    /// tensor library has no such type.
    /// </summary>
    /// <exception cref="DataException">The file is cut off or fails its checksum here, or the type has no tensor.</exception>
    public Tensor ReadTensor()
    {
        if (ElementType is ElementType.Float8E4M3 or ElementType.Float8E5M2) return FromFloat8();
        var tensor = empty(Shape, ScalarTypeOf());
        try
        {
            if (ByteCount == 0) return tensor;
            var target = tensor.bytes;
            _fill(target);
            if (ElementType == ElementType.Bool) Normalise(target);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private ScalarType ScalarTypeOf() => ElementType switch
    {
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Int16 => ScalarType.Int16,
        ElementType.Int8 => ScalarType.Int8,
        ElementType.UInt8 => ScalarType.Byte,
        ElementType.Bool => ScalarType.Bool,
        _ => throw WeightsContent.Unusable(_path, $"holds tensor {Name} as {ElementType}, of which no tensor can be made; store it as Int64"),
    };

    private Tensor FromFloat8()
    {
        var values = Float8.Table(ElementType);
        return tensor(Array.ConvertAll(ReadBytes(), b => values[b]), Shape, ScalarType.Float32);
    }

    // Another byte than 0 and 1 is no C++ bool: what libtorch would do with it is undefined.
    private static void Normalise(Span<byte> bytes)
    {
        foreach (ref var value in bytes) value = value == 0 ? (byte)0 : (byte)1;
    }
}
