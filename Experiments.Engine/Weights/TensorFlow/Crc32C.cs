using System.Buffers.Binary;
using System.Numerics;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4), and the mask that LevelDB's tables put on it.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum of bytes.</summary>
    /// <param name="bytes">Bytes.</param>
    /// <param name="before">Checksum of what came before them.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var crc = ~before;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>What is stored: a checksum of bytes that hold checksums would have weaknesses.</summary>
    public static uint Masked(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;
}
