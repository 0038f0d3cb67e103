namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>Numbers in groups of seven bits, the lowest first, as protocol buffers, LevelDB and Snappy write them.</summary>
internal static class Varint
{
    /// <summary>Reads one and moves on behind it.</summary>
    /// <returns>Whether it ends, within 10 bytes.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }

        return false;
    }
}
