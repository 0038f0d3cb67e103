using System.Numerics;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>A box of a tensor: in each dimension a start and a length, −1 for all of it.</summary>
/// <param name="Extents">One a dimension.</param>
internal sealed record TensorFlowSlice((long Start, long Length)[] Extents)
{
    /// <summary>Reads a <c>TensorSliceProto</c> (tensorflow/core/framework/tensor_slice.proto).</summary>
    public static TensorFlowSlice Read(WeightsContent content, ReadOnlySpan<byte> message)
    {
        var extents = new List<(long, long)>();
        var reader = new ProtoReader(content, message);
        while (reader.Next())
        {
            if (reader.Field != 1) continue;
            if (extents.Count == WeightsContent.MostDimensions) throw content.Unusable($"has a slice of more than {WeightsContent.MostDimensions} dimensions: it is damaged");
            var (start, length) = (0L, -1L);
            var extent = new ProtoReader(content, reader.Bytes);
            while (extent.Next())
            {
                if (extent.Field == 1) start = (long)extent.Number;
                if (extent.Field == 2) length = (long)extent.Number;
            }

            extents.Add((start, length));
        }

        content.Take(100 + 16 * extents.Count);
        return new TensorFlowSlice([.. extents]);
    }

    /// <summary>The slice with every length given.</summary>
    /// <exception cref="DataException">It does not lie within the shape.</exception>
    public TensorFlowSlice Within(WeightsContent content, string name, long[] shape)
    {
        var isWithin = Extents.Length == shape.Length;
        var whole = new (long, long)[shape.Length];
        for (var d = 0; isWithin && d < shape.Length; d++)
        {
            var (start, length) = Extents[d];
            whole[d] = length == -1 ? (0, shape[d]) : (start, length);
            isWithin = length == -1 || (start >= 0 && length >= 0 && start <= shape[d] && length <= shape[d] - start);
        }

        return isWithin ? new TensorFlowSlice(whole) : throw content.Unusable($"has a slice of tensor {name} that does not lie within its shape [{string.Join(", ", shape)}]: it is damaged");
    }

    /// <summary>Whether two slices of one tensor share an element; every length is given.</summary>
    public bool Overlaps(TensorFlowSlice other) =>
        Extents.Zip(other.Extents).All(e => e.First.Start < e.Second.Start + e.Second.Length && e.Second.Start < e.First.Start + e.First.Length);

    /// <summary>Elements; every length is given and the product is that of a part of a tensor.</summary>
    public long Count => Extents.Aggregate(1L, (product, e) => product * e.Length);

    /// <summary>Copies the slice's elements to their places in the whole tensor.</summary>
    /// <param name="from">The slice, contiguous.</param>
    /// <param name="to">The tensor, contiguous.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="size">Bytes of an element.</param>
    public void Place(ReadOnlySpan<byte> from, Span<byte> to, long[] shape, int size)
    {
        if (from.IsEmpty) return;
        var rank = shape.Length;
        var run = rank == 0 ? size : (int)(Extents[^1].Length * size);
        var index = new long[rank];
        for (var done = 0; done < from.Length; done += run)
        {
            var at = 0L;
            for (var d = 0; d < rank; d++) at = at * shape[d] + Extents[d].Start + index[d];
            from.Slice(done, run).CopyTo(to[(int)(at * size)..]);
            for (var d = rank - 2; d >= 0 && ++index[d] == Extents[d].Length; d--) index[d] = 0;
        }
    }

    /// <summary>
    /// The key of a slice's record, as <c>EncodeTensorNameSlice</c> makes it (tensorflow/core/util/saved_tensor_slice_util.cc)
    /// in the order-preserving code of tensorflow/core/lib/strings/ordered_code.cc; as Latin-1 text.
    /// </summary>
    /// <param name="name">The tensor.</param>
    public string Key(string name)
    {
        // 0; the name, its bytes 0 and 255 escaped, ended by (0, 1); the number of dimensions; start and length of each.
        var key = new StringBuilder("\0");
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            key.Append((char)value);
            if (value is 0 or 255) key.Append((char)(255 - value));
        }

        key.Append("\0\u0001");
        if (Extents.Length == 0) key.Append('\0');
        else key.Append('\u0001').Append((char)Extents.Length);
        foreach (var (start, length) in Extents)
        {
            Append(key, start);
            Append(key, length);
        }

        return key.ToString();
    }

    /// <summary>
    /// A signed number: one bit of sign, as many bits equal to it as bytes follow the first, one of the other kind, and
    /// the number in the bits that are left, its highest first.
    /// </summary>
    private static void Append(StringBuilder key, long number)
    {
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)(number < 0 ? ~number : number));
        var bytes = bits / 7 + 1;
        // Sign extension gives ones to a negative number's size bits, where those of a positive one are to be set: in both they are flipped.
        var header = ((Int128.One << bytes) - 1) << (7 * bytes);
        var code = (Int128)number ^ header;
        for (var i = bytes - 1; i >= 0; i--) key.Append((char)(byte)(code >> (8 * i)));
    }
}
