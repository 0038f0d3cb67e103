using System.Buffers.Binary;
using System.IO.Compression;

namespace Experiments.Engine.Imaging;

/// <summary>
/// A reader of the stored samples of grey and palette PNGs (PNG specification, third edition): all bit depths,
/// interlaced too; every chunk's CRC is checked. Throws <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal sealed class PngLabelReader
{
    private const int Grey = 0;
    private const int Palette = 3;

    // Adam7: first row, first column, row step, column step of each pass.
    private static readonly (int Top, int Left, int Down, int Right)[] Passes =
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];

    private int _height;
    private int _width;
    private int _bitDepth;
    private int _colourType;
    private bool _interlaced;
    private int _paletteEntries = -1;

    /// <summary>Reads a file's bytes.</summary>
    public static RawLabels Read(byte[] file) => new PngLabelReader().ReadFile(file);

    private RawLabels ReadFile(byte[] file)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");
        if (!file.AsSpan().StartsWith(PngFormat.Signature)) throw new InvalidDataException("it is no PNG");
        using var data = new MemoryStream();
        var at = PngFormat.Signature.Length;
        var ended = false;
        while (!ended)
        {
            if (file.Length - at < 12) throw new InvalidDataException("it is cut off: the end chunk is missing");
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) throw new InvalidDataException("it is cut off in the middle of a chunk");
            var type = file.AsSpan(at + 4, 4);
            var content = file.AsSpan(at + 8, (int)length);
            if (PngFormat.Crc(type, content) != BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + (int)length)))
                throw new InvalidDataException($"the checksum of its {Name(type)} chunk is wrong");
            if (_bitDepth == 0 && !type.SequenceEqual("IHDR"u8)) throw new InvalidDataException("its first chunk is not IHDR");
            ended = ReadChunk(type, content, data);
            at += 12 + (int)length;
        }

        if (_colourType == Palette && _paletteEntries < 0) throw new InvalidDataException("its palette is missing");
        return new RawLabels(_height, _width, Decode(data), _bitDepth);
    }

    private bool ReadChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, MemoryStream data)
    {
        if (type.SequenceEqual("IHDR"u8)) ReadHeader(content);
        else if (type.SequenceEqual("PLTE"u8)) _paletteEntries = content.Length / 3;
        else if (type.SequenceEqual("IDAT"u8)) data.Write(content);
        else if (type.SequenceEqual("IEND"u8)) return true;
        else if ((type[0] & 0x20) == 0) throw new InvalidDataException($"it has the unknown critical chunk {Name(type)}");
        return false;
    }

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        if (_bitDepth != 0) throw new InvalidDataException("it has two IHDR chunks");
        if (header.Length != 13) throw new InvalidDataException("its header has a wrong length");
        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width == 0 || height == 0) throw new InvalidDataException($"its size is {width}×{height}");
        // Both are below 2³², so the product fits.
        if ((ulong)width * height > (ulong)ImageFile.MaximumPixels)
            throw new InvalidDataException($"it is {width}×{height}, and at most {ImageFile.MaximumPixels} pixels are read");
        (_width, _height) = ((int)width, (int)height);
        _colourType = header[9];
        if (_colourType is not (Grey or Palette))
            throw new InvalidDataException($"its PNG colour type is {_colourType}, and labels are grey values (0) or palette indices (3)");
        var depths = _colourType == Grey ? (ReadOnlySpan<byte>)[1, 2, 4, 8, 16] : [1, 2, 4, 8];
        if (!depths.Contains(header[8])) throw new InvalidDataException($"its bit depth {header[8]} does not exist for colour type {_colourType}");
        if (header[10] != 0 || header[11] != 0 || header[12] > 1) throw new InvalidDataException("its compression, filter or interlace method does not exist");
        _bitDepth = header[8];
        _interlaced = header[12] == 1;
    }

    private ushort[] Decode(MemoryStream data)
    {
        data.Position = 0;
        var samples = new ushort[_height * _width];
        try
        {
            using var inflate = new ZLibStream(data, CompressionMode.Decompress);
            if (!_interlaced)
            {
                ReadPass(inflate, samples, (0, 0, 1, 1));
            }
            else
            {
                foreach (var pass in Passes) ReadPass(inflate, samples, pass);
            }

            // Reading on to the end makes the stream check its own checksum.
            if (inflate.ReadByte() >= 0) throw new InvalidDataException("it has more pixels than its header says");
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("its pixels are cut off", e);
        }

        return samples;
    }

    private void ReadPass(ZLibStream inflate, ushort[] samples, (int Top, int Left, int Down, int Right) pass)
    {
        var columns = (_width - pass.Left + pass.Right - 1) / pass.Right;
        if (columns <= 0) return;
        var stride = (((long)columns * _bitDepth) + 7) / 8;
        var current = new byte[stride];
        var previous = new byte[stride];
        for (var y = pass.Top; y < _height; y += pass.Down)
        {
            var filter = inflate.ReadByte();
            if (filter < 0) throw new EndOfStreamException();
            inflate.ReadExactly(current);
            Unfilter(filter, current, previous, Math.Max(1, _bitDepth / 8));
            var row = samples.AsSpan(y * _width, _width);
            for (var i = 0; i < columns; i++) row[pass.Left + (i * pass.Right)] = SampleAt(current, i);
            (current, previous) = (previous, current);
        }
    }

    private ushort SampleAt(byte[] line, int index)
    {
        if (_bitDepth == 8) return line[index];
        if (_bitDepth == 16) return BinaryPrimitives.ReadUInt16BigEndian(line.AsSpan(2 * index));
        var bit = index * _bitDepth;
        return (ushort)((line[bit >> 3] >> (8 - _bitDepth - (bit & 7))) & ((1 << _bitDepth) - 1));
    }

    private static void Unfilter(int filter, byte[] line, byte[] above, int step)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = step; i < line.Length; i++) line[i] = unchecked((byte)(line[i] + line[i - step]));
                break;
            case 2:
                for (var i = 0; i < line.Length; i++) line[i] = unchecked((byte)(line[i] + above[i]));
                break;
            case 3:
                for (var i = 0; i < line.Length; i++)
                    line[i] = unchecked((byte)(line[i] + (((i >= step ? line[i - step] : 0) + above[i]) >> 1)));
                break;
            case 4:
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = unchecked((byte)(line[i] + (i >= step ? Paeth(line[i - step], above[i], above[i - step]) : above[i])));
                }

                break;
            default:
                throw new InvalidDataException($"its row filter {filter} does not exist");
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static string Name(ReadOnlySpan<byte> type) => System.Text.Encoding.Latin1.GetString(type);
}
