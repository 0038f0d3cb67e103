using System.Buffers.Binary;
using Experiments.Engine.Imaging;

namespace Experiments.Fuzzing.Formats;

/// <summary>
/// JPEG images, by <see cref="ImageFile"/>: lies of the frame header, segments and scans dropped, doubled and exchanged, tables and
/// compressed data changed. The pixels of an image that is read are its own: they do not count.
/// </summary>
public sealed class Jpeg : FuzzedFormat
{
    private static readonly int[] Sides = [0, 1, 7, 8, 9, 16, 17, 255, 256, 4000, 8192, 16_384, 32_768, 65_500, 65_535];

    /// <inheritdoc/>
    public override string Name => "jpeg";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } = GoldenImages.Jpeg;

    /// <inheritdoc/>
    public override long Read(string path) => GoldenImages.MemoryBeside(() => ImageFile.ReadRgb(path).Pixels.Length);

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random)
    {
        var parts = Split(bytes);
        if (parts.Count < 2) return bytes;
        var at = 1 + random.Next(parts.Count - 1);
        var frame = parts.FindIndex(p => p.Length >= 10 && p[1] is 0xC0 or 0xC1 or 0xC2);
        var scan = parts.FindIndex(p => p is [0xFF, 0xDA, ..]);
        switch (random.Next(13))
        {
            case 0 or 1 when frame > 0:
                parts[frame] = [.. parts[frame]];
                BinaryPrimitives.WriteUInt16BigEndian(parts[frame].AsSpan(5 + (2 * random.Next(2))), (ushort)Sides[random.Next(Sides.Length)]);
                break;
            // Bits, components, samplings and tables of the frame.
            case 2 when frame > 0: parts[frame] = Change(parts[frame], 4, (byte)random.Next(random.Next(2) == 0 ? 5 : 256), random); break;
            case 3: parts[at] = Change(parts[at], 2, (byte)random.Next(256), random); break;
            case 4: parts[at] = Length(parts[at], random); break;
            case 5: parts.RemoveAt(at); break;
            case 6: parts.Insert(1 + random.Next(parts.Count - 1), parts[at]); break;
            case 7: (parts[at], parts[^1]) = (parts[^1], parts[at]); break;
            case 8: parts[at] = parts[at] is [0xFF, _, .. var rest] ? [0xFF, (byte)(0xC0 + random.Next(64)), .. rest] : parts[at]; break;
            case 9 when scan > 0: parts.InsertRange(scan, Enumerable.Repeat(parts[scan], 1 + random.Next(150))); break;
            case 10 when scan > 0: parts[scan] = [.. parts[scan][..(parts[scan].Length / 2)], 0xFF, (byte)(0xD0 + random.Next(8)), .. parts[scan][(parts[scan].Length / 2)..]]; break;
            // Restarts every so many blocks.
            case 11: parts.Insert(at, [0xFF, 0xDD, 0, 4, (byte)random.Next(256), (byte)random.Next(256)]); break;
            case 12 when frame > 0: Blow(parts, frame, random); break;
            default: parts[^1] = GenericMutations.Apply(parts[^1], random); break;
        }

        return [.. parts.SelectMany(p => p)];
    }

    /// <summary>The end marker, in most cases: without one a file is refused before it is decoded.</summary>
    public override byte[] Finish(byte[] bytes, Random random) => random.Next(4) == 0 || bytes is [.., 0xFF, 0xD9] ? bytes : [.. bytes, 0xFF, 0xD9];

    /// <summary>The start marker, then segments, each scan with its compressed data.</summary>
    private static List<byte[]> Split(byte[] file)
    {
        var parts = new List<byte[]> { file[..Math.Min(2, file.Length)] };
        var at = parts[0].Length;
        while (file.Length - at >= 4 && file[at] == 0xFF)
        {
            var end = Math.Min(file.Length, at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)));
            while (file[at + 1] == 0xDA && end < file.Length - 1 && !(file[end] == 0xFF && file[end + 1] is not (0 or (>= 0xD0 and <= 0xD7)))) end++;
            parts.Add(file[at..end]);
            at = end;
        }

        if (at < file.Length) parts.Add(file[at..]);
        return parts;
    }

    /// <summary>Sizes up to 8,192 × 8,192, with remarks that make the file long enough for them.</summary>
    private static void Blow(List<byte[]> parts, int frame, Random random)
    {
        parts[frame] = [.. parts[frame]];
        BinaryPrimitives.WriteUInt16BigEndian(parts[frame].AsSpan(5), (ushort)Sides[7 + random.Next(4)]);
        BinaryPrimitives.WriteUInt16BigEndian(parts[frame].AsSpan(7), (ushort)Sides[7 + random.Next(4)]);
        parts.InsertRange(1, Enumerable.Repeat<byte[]>([0xFF, 0xFE, 0xFF, 0xFF, .. new byte[65_533]], 1 << random.Next(4)));
    }

    private static byte[] Change(byte[] part, int from, byte value, Random random)
    {
        byte[] result = [.. part];
        if (part.Length > from) result[from + random.Next(part.Length - from)] = value;
        return result;
    }

    private static byte[] Length(byte[] part, Random random)
    {
        byte[] result = [.. part];
        if (part.Length >= 4) BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(2), (ushort)GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)]);
        return result;
    }
}
