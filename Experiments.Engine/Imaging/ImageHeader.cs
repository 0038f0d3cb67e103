using Experiments.Engine.Schema;

namespace Experiments.Engine.Imaging;

/// <summary>
/// What the structure of a PNG or JPEG says, found without decoding a pixel and without native code: for who must judge a stranger's file
/// before anything is done with it.
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="IsPng">Whether it is a PNG; else it is a JPEG.</param>
public sealed record ImageHeader(int Height, int Width, bool IsPng)
{
    /// <summary>Pixels in all.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary>End of the file's name, with its dot.</summary>
    public string Extension => IsPng ? ".png" : ".jpg";

    /// <summary>Reads the structure of a whole file; its pixels may still be damaged.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What the file is called in a problem.</param>
    /// <exception cref="DataException">It is of another kind, cut off or damaged: says which.</exception>
    public static ImageHeader Read(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            ImageFile.CheckKind(file);
            if (file.AsSpan().StartsWith(PngFormat.Signature))
            {
                var png = new PngLayout(file);
                return new ImageHeader(png.Height, png.Width, IsPng: true);
            }

            var jpeg = new JpegLayout(file);
            return new ImageHeader(jpeg.Height, jpeg.Width, IsPng: false);
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{name} cannot be used: {e.Message}; choose a PNG or JPEG that other programs open.", inner: e);
        }
    }
}
