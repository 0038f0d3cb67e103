namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>What a bundle's index says of a tensor (<c>BundleEntryProto</c>).</summary>
internal sealed record BundleEntry
{
    /// <summary>Number of the type.</summary>
    public ulong Type { get; private set; }

    /// <summary>The shape's message.</summary>
    public byte[] Shape { get; private set; } = [];

    /// <summary>Which data file.</summary>
    public ulong Shard { get; private set; }

    /// <summary>First byte in it.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Masked CRC-32C of the bytes.</summary>
    public uint Checksum { get; private set; }

    /// <summary>The slices of a partitioned variable, which have records of their own; empty for other tensors.</summary>
    public List<TensorFlowSlice> Slices { get; } = [];

    /// <summary>Reads the message.</summary>
    /// <exception cref="Schema.DataException">It is damaged.</exception>
    public static BundleEntry Read(WeightsContent content, ReadOnlySpan<byte> message)
    {
        var entry = new BundleEntry();
        var reader = new ProtoReader(content, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: entry.Type = reader.Number; break;
                case 2:
                    content.Take(reader.Bytes.Length);
                    entry.Shape = reader.Bytes.ToArray();
                    break;
                case 3: entry.Shard = reader.Number; break;
                case 4: entry.Offset = (long)reader.Number; break;
                case 5: entry.Size = (long)reader.Number; break;
                case 6: entry.Checksum = (uint)reader.Number; break;
                case 7: entry.Slices.Add(TensorFlowSlice.Read(content, reader.Bytes)); break;
                default: break;
            }
        }

        return entry;
    }
}
