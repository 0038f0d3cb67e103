namespace Experiments.Engine.Imaging;

/// <summary>Samples packed into the bytes of a row (PNG specification, third edition, clause 7.2).</summary>
internal static class PngSamples
{
    /// <summary>A sample of 1, 2, 4 or 8 bits, or the high byte of one of 16.</summary>
    public static byte At(ReadOnlySpan<byte> row, int index, int bitDepth)
    {
        if (bitDepth >= 8) return row[index * (bitDepth / 8)];
        var bit = index * bitDepth;
        return (byte)((row[bit >> 3] >> (8 - bitDepth - (bit & 7))) & ((1 << bitDepth) - 1));
    }
}
