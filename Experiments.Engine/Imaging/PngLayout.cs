using System.Buffers.Binary;

namespace Experiments.Engine.Imaging;

/// <summary>How the samples of a PNG are coloured.</summary>
internal enum PngColour
{
    /// <summary>Grey values.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Indices into a palette.</summary>
    Palette = 3,

    /// <summary>Grey and opacity.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue and opacity.</summary>
    Rgba = 6,
}

/// <summary>
/// The chunks of a PNG file (specification, third edition): header, palette, and where the compressed pixels lie. The
/// checksums of the chunks that pixels depend on are checked; ancillary chunks are passed over. Throws
/// <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal sealed class PngLayout
{
    private readonly List<(int Start, int Length)> _data = [];

    /// <summary>Reads a file's chunks.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="isWanted">Says which colour types are; null for all.</param>
    /// <param name="checksData">Whether the checksum of compressed pixels is checked too: megabytes in photographs, and they carry zlib's own.</param>
    public PngLayout(byte[] file, Action<PngColour>? isWanted = null, bool checksData = true)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");
        if (!file.AsSpan().StartsWith(PngFormat.Signature)) throw new InvalidDataException("it is no PNG");
        File = file;
        var at = PngFormat.Signature.Length;
        var ended = false;
        while (!ended)
        {
            if (file.Length - at < 12) throw new InvalidDataException("it is cut off: the end chunk is missing");
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) throw new InvalidDataException("it is cut off in the middle of a chunk");
            var type = file.AsSpan(at + 4, 4);
            var content = file.AsSpan(at + 8, (int)length);
            if (BitDepth == 0 && !type.SequenceEqual("IHDR"u8)) throw new InvalidDataException("its first chunk is not IHDR");
            var isCritical = (type[0] & 0x20) == 0;
            var isChecked = isCritical && (checksData || !type.SequenceEqual("IDAT"u8));
            if (isChecked && PngFormat.Crc(type, content) != BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + (int)length)))
                throw new InvalidDataException($"the checksum of its {Name(type)} chunk is wrong");
            if (type.SequenceEqual("IHDR"u8)) ReadHeader(content, isWanted);
            else if (type.SequenceEqual("PLTE"u8)) Palette = content[..(content.Length / 3 * 3)].ToArray();
            else if (type.SequenceEqual("IDAT"u8)) _data.Add((at + 8, (int)length));
            else if (type.SequenceEqual("IEND"u8)) ended = true;
            else if (isCritical) throw new InvalidDataException($"it has the unknown critical chunk {Name(type)}");
            at += 12 + (int)length;
        }

        if (Colour == PngColour.Palette && Palette is null) throw new InvalidDataException("its palette is missing");
    }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Bits a sample: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; private set; }

    /// <summary>How samples are coloured.</summary>
    public PngColour Colour { get; private set; }

    /// <summary>Whether rows come in the seven passes of Adam7.</summary>
    public bool IsInterlaced { get; private set; }

    /// <summary>Colours of the palette, red, green, blue in turn; null without one.</summary>
    public byte[]? Palette { get; private set; }

    /// <summary>Samples a pixel.</summary>
    public int Channels => Colour switch { PngColour.Rgb => 3, PngColour.GreyAlpha => 2, PngColour.Rgba => 4, _ => 1 };

    /// <summary>Pixels in all.</summary>
    public int Pixels => Height * Width;

    /// <summary>The file's bytes.</summary>
    public byte[] File { get; }

    /// <summary>Where in the file the compressed pixels lie, in order.</summary>
    public IReadOnlyList<(int Start, int Length)> Data => _data;

    /// <summary>Bytes of one filtered row of so many pixels, without the byte that names the filter.</summary>
    public int RowBytes(int columns) => checked((int)((((long)columns * Channels * BitDepth) + 7) / 8));

    private void ReadHeader(ReadOnlySpan<byte> header, Action<PngColour>? isWanted)
    {
        if (BitDepth != 0) throw new InvalidDataException("it has two IHDR chunks");
        if (header.Length != 13) throw new InvalidDataException("its header has a wrong length");
        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (ImageBounds.Problem(width, height, File.Length) is { } problem) throw new InvalidDataException(problem);
        (Width, Height) = ((int)width, (int)height);
        Colour = (PngColour)header[9];
        isWanted?.Invoke(Colour);
        ReadOnlySpan<byte> depths = Colour switch
        {
            PngColour.Grey => [1, 2, 4, 8, 16],
            PngColour.Palette => [1, 2, 4, 8],
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => [8, 16],
            _ => throw new InvalidDataException($"its PNG colour type {header[9]} does not exist"),
        };
        if (!depths.Contains(header[8])) throw new InvalidDataException($"its bit depth {header[8]} does not exist for colour type {header[9]}");
        if (header[10] != 0 || header[11] != 0 || header[12] > 1) throw new InvalidDataException("its compression, filter or interlace method does not exist");
        BitDepth = header[8];
        IsInterlaced = header[12] == 1;
    }

    private static string Name(ReadOnlySpan<byte> type) => System.Text.Encoding.Latin1.GetString(type);
}
