using System.Buffers.Binary;

namespace Experiments.Engine.Imaging;

/// <summary>
/// The segments of a JPEG file (ITU-T T.81, annex B), walked from the first to the end marker before anything is
/// decoded: a file that is cut off is found without a decoder, which would make up the rest. Throws
/// <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal sealed class JpegLayout
{
    /// <summary>Most scans of a progressive file; each costs a pass over the image. Encoders write 10 to 20.</summary>
    private const int MaximumScans = 100;

    // A block of 64 pixels of a sequential file is two codes of a bit at least; of a progressive one, one code.
    private const int SequentialPixelsPerByte = 64 * 8 / 2;
    private const int ProgressivePixelsPerByte = 64 * 8;

    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    private int _scans;

    /// <summary>Walks a file.</summary>
    public JpegLayout(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (true)
        {
            // Bytes between segments are passed over, as libjpeg does; 0xFF may be repeated.
            var start = file[at..].IndexOf((byte)0xFF);
            at = start < 0 ? file.Length : at + start;
            while (at < file.Length && file[at] == 0xFF) at++;
            if (at >= file.Length) throw CutOff();
            var marker = file[at++];
            if (marker == EndOfImage) break;
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD7)) continue;
            if (marker == 0xD8) throw new InvalidDataException("it begins a second time");
            if (file.Length - at < 2) throw CutOff();
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (length < 2) throw new InvalidDataException("a segment of it has no length");
            if (length > file.Length - at) throw CutOff();
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) ReadFrame(marker, file.Slice(at + 2, length - 2), file.Length);
            at += length;
            if (marker == StartOfScan) at += Scan(file[at..]);
        }

        if (_scans == 0) throw new InvalidDataException("it has no pixels");
    }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Length of a scan's compressed data: up to the next marker that is no restart.</summary>
    private int Scan(ReadOnlySpan<byte> data)
    {
        if (Width == 0) throw new InvalidDataException("its pixels come before its size");
        if (++_scans > MaximumScans) throw new InvalidDataException($"it has more than {MaximumScans} scans");
        var at = 0;
        while (true)
        {
            var next = data[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= data.Length) throw CutOff();
            at += next;
            if (data[at + 1] is not (0 or (>= 0xD0 and <= 0xD7))) return at;
            at += 2;
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> frame, long fileBytes)
    {
        if (Width != 0) throw new InvalidDataException("it has two sizes");
        if (frame.Length < 6) throw new InvalidDataException("its frame header has a wrong length");
        if (marker > 0xC2) throw new InvalidDataException($"it is a {(marker >= 0xC9 ? "JPEG with arithmetic coding" : "lossless or hierarchical JPEG")}, and sequential and progressive ones with Huffman coding are read");
        if (frame[0] != 8) throw new InvalidDataException($"it has {frame[0]} bits a sample, and 8 are read");
        var (height, width, components) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), frame[5]);
        if (components is not (1 or 3 or 4)) throw new InvalidDataException($"it has {components} colour components, and 1 (grey), 3 (colours) or 4 (CMYK) are read");
        if (ImageBounds.Problem(width, height, fileBytes) is { } problem) throw new InvalidDataException(problem);
        if ((long)width * height > fileBytes * (marker == 0xC2 ? ProgressivePixelsPerByte : SequentialPixelsPerByte))
            throw new InvalidDataException($"it is cut off: {fileBytes} bytes cannot hold {width}×{height} pixels");
        (Height, Width) = (height, width);
    }

    private static InvalidDataException CutOff() => new("it is cut off: the end marker is missing");
}
