using System.Buffers.Binary;
using System.IO.Compression;
using Experiments.Engine.Datasets;

namespace Experiments.Engine.Imaging;

/// <summary>Writes PNG files, whole (temporary name, flush, rename): RGB images, and labels as grey values or palette indices.</summary>
public static class PngFile
{
    private const byte Grey = 0;
    private const byte TrueColour = 2;
    private const byte Palette = 3;

    /// <summary>Writes an RGB image, 8 bits a channel.</summary>
    /// <param name="path">File; its folder is created.</param>
    /// <param name="image">Image.</param>
    public static void WriteRgb(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        WholeFile.Write(path, stream => Encode(stream, image.Height, image.Width, TrueColour, 3, [], image.Pixels));
    }

    /// <summary>Writes labels as 8-bit grey values, 255 included.</summary>
    /// <param name="path">File; its folder is created.</param>
    /// <param name="labels">Labels.</param>
    public static void WriteGrey(string path, LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        WholeFile.Write(path, stream => Encode(stream, labels.Height, labels.Width, Grey, 1, [], labels.Values));
    }

    /// <summary>Writes labels as palette indices with the classes' colours; any index without a class, 255 among them, is white.</summary>
    /// <param name="path">File; its folder is created.</param>
    /// <param name="labels">Labels.</param>
    /// <param name="classes">Classes, in index order.</param>
    public static void WritePalette(string path, LabelMap labels, IReadOnlyList<DatasetClass> classes) =>
        WholeFile.Write(path, stream => WritePalette(stream, labels, classes));

    /// <summary>The same into a stream.</summary>
    /// <param name="stream">Where to; it is written from front to back.</param>
    /// <param name="labels">Labels.</param>
    /// <param name="classes">Classes, in index order.</param>
    public static void WritePalette(Stream stream, LabelMap labels, IReadOnlyList<DatasetClass> classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        var palette = new byte[256 * 3];
        Array.Fill(palette, (byte)255);
        for (var i = 0; i < Math.Min(classes.Count, 255); i++)
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = (classes[i].Red, classes[i].Green, classes[i].Blue);
        Encode(stream, labels.Height, labels.Width, Palette, 1, palette, labels.Values);
    }

    private static void Encode(Stream stream, int height, int width, byte colourType, int channels, byte[] palette, byte[] samples)
    {
        stream.Write(PngFormat.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        WriteChunk(stream, "IHDR"u8, header);
        if (palette.Length > 0) WriteChunk(stream, "PLTE"u8, palette);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true)) WriteRows(deflate, height, width * channels, channels, samples);
        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>Photographs shrink with the Up filter; labels and indices do best with none.</summary>
    private static void WriteRows(Stream deflate, int height, int stride, int channels, byte[] samples)
    {
        var line = new byte[stride + 1];
        for (var y = 0; y < height; y++)
        {
            var row = samples.AsSpan(y * stride, stride);
            var filter = channels == 3 && y > 0 ? (byte)2 : (byte)0;
            line[0] = filter;
            row.CopyTo(line.AsSpan(1));
            if (filter == 2)
            {
                var above = samples.AsSpan((y - 1) * stride, stride);
                for (var x = 0; x < stride; x++) line[x + 1] = unchecked((byte)(row[x] - above[x]));
            }

            deflate.Write(line);
        }
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngFormat.Crc(type, data));
        stream.Write(number);
    }
}
