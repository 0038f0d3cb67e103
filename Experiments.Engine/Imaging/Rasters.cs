namespace Experiments.Engine.Imaging;

/// <summary>An RGB image of 8 bits a channel.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Pixels">Height × Width × 3, row by row, red first.</param>
public sealed record RgbImage(int Height, int Width, byte[] Pixels)
{
    /// <summary>A black image.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public RgbImage(int height, int width) : this(height, width, new byte[height * width * 3]) { }
}

/// <summary>One class index a pixel.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Height × Width, row by row; <see cref="Ignored"/> marks what counts for nothing.</param>
public sealed record LabelMap(int Height, int Width, byte[] Values)
{
    /// <summary>The value of pixels that take part in neither loss nor score.</summary>
    public const byte Ignored = 255;

    /// <summary>A map of one value.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="value">The value of every pixel.</param>
    public LabelMap(int height, int width, byte value) : this(height, width, new byte[height * width]) => Array.Fill(Values, value);
}

/// <summary>The samples of a label file as they are stored, grey values or palette indices: 0 … 2^<see cref="BitDepth"/> − 1.</summary>
public sealed record RawLabels
{
    private readonly byte[]? _bytes;
    private ushort[]? _samples;

    /// <summary>Samples of up to 8 bits.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="bytes">Height × Width, row by row.</param>
    /// <param name="bitDepth">1, 2, 4 or 8.</param>
    public RawLabels(int height, int width, byte[] bytes, int bitDepth) => (Height, Width, _bytes, BitDepth) = (height, width, bytes, bitDepth);

    /// <summary>Samples of any depth.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="samples">Height × Width, row by row.</param>
    /// <param name="bitDepth">1, 2, 4, 8 or 16.</param>
    public RawLabels(int height, int width, ushort[] samples, int bitDepth) => (Height, Width, _samples, BitDepth) = (height, width, samples, bitDepth);

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>Height × Width samples, row by row, where they were read as bytes (up to 8 bits); null where not.</summary>
    public byte[]? Bytes => _bytes;

    /// <summary>Height × Width samples, row by row; made of the bytes when first asked for.</summary>
    public ushort[] Samples => _samples ??= Array.ConvertAll(_bytes!, b => (ushort)b);
}
