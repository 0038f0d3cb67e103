using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>TensorFlow's types and shapes (tensorflow/core/framework/types.proto, tensor_shape.proto).</summary>
internal static class TensorFlowTypes
{
    private const ulong Text = 7;

    /// <summary>The type of a number in <c>DataType</c>; none for text, which is no tensor here.</summary>
    /// <exception cref="DataException">It is none that can be read.</exception>
    public static ElementType? TypeOf(WeightsContent content, string name, ulong type) => type switch
    {
        1 => ElementType.Float32,
        2 => ElementType.Float64,
        3 => ElementType.Int32,
        4 => ElementType.UInt8,
        5 => ElementType.Int16,
        6 => ElementType.Int8,
        Text => null,
        9 => ElementType.Int64,
        10 => ElementType.Bool,
        14 => ElementType.BFloat16,
        17 => ElementType.UInt16,
        19 => ElementType.Float16,
        22 => ElementType.UInt32,
        23 => ElementType.UInt64,
        24 => ElementType.Float8E5M2,
        25 => ElementType.Float8E4M3,
        8 or 18 => throw content.Unusable($"holds tensor {name} as complex numbers, which no network here has; save the checkpoint without it"),
        _ => throw content.Unusable($"holds tensor {name} in TensorFlow's type {type}, which cannot be read; save the checkpoint without it"),
    };

    /// <summary>Reads a <c>TensorShapeProto</c>.</summary>
    public static long[] ReadShape(WeightsContent content, string name, ReadOnlySpan<byte> message)
    {
        var shape = new List<long>();
        var reader = new ProtoReader(content, message);
        while (reader.Next())
        {
            if (reader.Field == 3 && reader.Number != 0) throw content.Unusable($"does not know the shape of tensor {name}: it is damaged");
            if (reader.Field != 2) continue;
            if (shape.Count == WeightsContent.MostDimensions) throw content.Unusable($"has a tensor {name} of more than {WeightsContent.MostDimensions} dimensions: it is damaged");
            var size = 0L;
            var dimension = new ProtoReader(content, reader.Bytes);
            while (dimension.Next())
            {
                if (dimension.Field == 1) size = (long)dimension.Number;
            }

            shape.Add(size);
        }

        return [.. shape];
    }
}
