using System.Buffers.Binary;

namespace Experiments.Engine.Imaging;

/// <summary>What reader and writer of PNG share: signature and CRC-32 (PNG specification, third edition, annex D).</summary>
internal static class PngFormat
{
    private const int Slices = 8;

    // Table k·256 + n: the remainder of byte n followed by k zero bytes, so that eight bytes are looked up at once.
    private static readonly uint[] Table = MakeTable();

    /// <summary>The eight bytes that every PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>CRC-32 of a chunk's type and data.</summary>
    public static uint Crc(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => Update(Update(0xFFFFFFFF, type), data) ^ 0xFFFFFFFF;

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[(7 * 256) + (byte)low] ^ table[(6 * 256) + (byte)(low >> 8)] ^ table[(5 * 256) + (byte)(low >> 16)] ^ table[(4 * 256) + (byte)(low >> 24)]
                ^ table[(3 * 256) + (byte)high] ^ table[(2 * 256) + (byte)(high >> 8)] ^ table[256 + (byte)(high >> 16)] ^ table[(byte)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes) crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (uint n = 0; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        for (var i = 256; i < table.Length; i++) table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }
}
