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

/// <summary>The samples of a label file as they are stored: grey values or palette indices.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Samples">Height × Width, row by row, 0 … 2^<paramref name="BitDepth"/> − 1.</param>
/// <param name="BitDepth">1, 2, 4, 8 or 16.</param>
public sealed record RawLabels(int Height, int Width, ushort[] Samples, int BitDepth);
