using System.Buffers.Binary;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>
/// TensorFlow's first checkpoint format, which TF-slim's published networks have: one sorted table whose first record
/// lists the tensors and whose others hold one slice each (tensorflow/core/util/saved_tensor_slice.proto).
/// </summary>
internal static class CheckpointV1
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="source">Its content, a table; owned by the result.</param>
    /// <exception cref="DataException">It is damaged.</exception>
    public static WeightsFile Read(string path, ByteSource source)
    {
        var content = new WeightsContent(path, WeightsFormat.TensorFlowV1, source.Length);
        var table = new SortedTable(content, source);
        var places = new Dictionary<string, TableValue>(StringComparer.Ordinal);
        var listed = new List<ListedTensor>();
        table.Read((key, value, place) =>
        {
            if (key.IsEmpty)
            {
                ReadList(content, value, listed);
                return true;
            }

            content.Take(150 + 2L * key.Length);
            if (!places.TryAdd(Encoding.Latin1.GetString(key), place)) throw content.Unusable("has two records of one key: it is damaged");
            return true;
        });
        foreach (var tensor in listed) Add(content, table, places, tensor);
        if (content.IsEmpty) throw content.Unusable("is a TensorFlow table that lists no tensors: it is damaged, or no checkpoint");
        return content.ToFile(source);
    }

    private static void ReadList(WeightsContent content, ReadOnlySpan<byte> record, List<ListedTensor> listed)
    {
        var message = new ProtoReader(content, record);
        while (message.Next())
        {
            if (message.Field != 1) continue;
            var meta = new ProtoReader(content, message.Bytes);
            while (meta.Next())
            {
                if (meta.Field == 1) listed.Add(ReadListed(content, meta.Bytes));
            }
        }
    }

    private static ListedTensor ReadListed(WeightsContent content, ReadOnlySpan<byte> message)
    {
        content.Take(200);
        var listed = new ListedTensor();
        var reader = new ProtoReader(content, message);
        while (reader.Next())
        {
            if (reader.Field == 1) listed.Name = reader.Text();
            else if (reader.Field == 2) listed.Shape = TensorFlowTypes.ReadShape(content, listed.Name, reader.Bytes);
            else if (reader.Field == 3) listed.Type = reader.Number;
            else if (reader.Field == 4) listed.Slices.Add(TensorFlowSlice.Read(content, reader.Bytes));
        }

        return listed;
    }

    private static void Add(WeightsContent content, SortedTable table, Dictionary<string, TableValue> places, ListedTensor tensor)
    {
        if (TensorFlowTypes.TypeOf(content, tensor.Name, tensor.Type) is not { } type)
        {
            content.Say(tensor.Name, "text, which was left out");
            return;
        }

        SlicedTensor.Add(content, tensor.Name, type, tensor.Shape, tensor.Slices, i =>
        {
            if (!places.TryGetValue(tensor.Slices[i].Key(tensor.Name), out var place))
                throw content.Unusable($"lists tensor {tensor.Name} without holding it: it is damaged");
            return target => ReadSlice(content, tensor.Name, type, table.Value(place), target);
        });
    }

    /// <summary>Reads a record: SavedTensorSlices.data (2) → SavedSlice.data (3) → a TensorProto's values.</summary>
    private static void ReadSlice(WeightsContent content, string name, ElementType type, ReadOnlySpan<byte> record, Span<byte> target)
    {
        var values = Nested(content, Nested(content, record, 2), 3);
        var done = 0;
        var reader = new ProtoReader(content, values);
        while (reader.Next())
        {
            // tensor_content (4) has any type's bytes; the others have the field of their type (tensor.proto).
            if (reader.Field != 4 && reader.Field != FieldOf(type)) continue;
            var fits = reader.Field == 4 || type is ElementType.Float32 or ElementType.Float64 ? PutPlain(reader.Bytes, target, ref done)
                : reader.IsNumber ? Put(type, reader.Number, target, ref done)
                : PutPacked(content, type, reader.Bytes, target, ref done);
            if (!fits) throw Wrong(content, name);
        }

        if (done != target.Length) throw Wrong(content, name);
    }

    private static ReadOnlySpan<byte> Nested(WeightsContent content, ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(content, message);
        while (reader.Next())
        {
            if (reader.Field == field) return reader.Bytes;
        }

        return [];
    }

    private static bool PutPlain(ReadOnlySpan<byte> bytes, Span<byte> target, ref int done)
    {
        if (!bytes.TryCopyTo(target[done..])) return false;
        done += bytes.Length;
        return true;
    }

    private static bool PutPacked(WeightsContent content, ElementType type, ReadOnlySpan<byte> packed, Span<byte> target, ref int done)
    {
        while (!packed.IsEmpty)
        {
            if (!Varint.TryRead(ref packed, out var number)) throw ProtoReader.Damaged(content);
            if (!Put(type, number, target, ref done)) return false;
        }

        return true;
    }

    /// <summary>The low bytes of a number: negative ones are written with all 64 bits.</summary>
    private static bool Put(ElementType type, ulong number, Span<byte> target, ref int done)
    {
        var size = type.Size();
        if (target.Length - done < size) return false;
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        bytes[..size].CopyTo(target[done..]);
        done += size;
        return true;
    }

    private static int FieldOf(ElementType type) => type switch
    {
        ElementType.Float32 => 5,
        ElementType.Float64 => 6,
        ElementType.Int64 => 10,
        ElementType.Bool => 11,
        ElementType.Float16 or ElementType.BFloat16 => 13,
        ElementType.UInt32 => 16,
        ElementType.UInt64 => 17,
        _ => 7,
    };

    private static DataException Wrong(WeightsContent content, string name) =>
        content.Unusable($"holds another number of values of tensor {name} than its shape has: it is damaged");

    private sealed class ListedTensor
    {
        public string Name { get; set; } = "";

        public long[] Shape { get; set; } = [];

        public ulong Type { get; set; }

        public List<TensorFlowSlice> Slices { get; } = [];
    }
}
