using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Tests.Imaging;

public sealed class ImageHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Size_and_kind_are_read_of_png_and_jpeg()
    {
        Assert.Equal(new ImageHeader(5, 7, IsPng: true), ImageHeader.Read(Png(), "a.png"));
        Assert.Equal(new ImageHeader(5, 7, IsPng: false), ImageHeader.Read(Jpeg(), "a.jpg"));
    }

    [Fact]
    public void What_is_no_image_or_not_whole_is_refused_by_name()
    {
        Assert.Equal("a.gif cannot be used: it is GIF, not PNG or JPEG; choose a PNG or JPEG that other programs open.", Refusal([.. "GIF89a"u8], "a.gif"));
        Assert.Equal("a.png cannot be used: it is empty; choose a PNG or JPEG that other programs open.", Refusal([], "a.png"));
        Assert.Contains("it is no PNG or JPEG", Refusal([.. "<svg onload=alert(1)>"u8], "a.svg"), StringComparison.Ordinal);
        Assert.Contains("it is cut off", Refusal(Png()[..40], "a.png"), StringComparison.Ordinal);
        Assert.Contains("it is cut off", Refusal(Jpeg()[..^20], "a.jpg"), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] file, string name) => Assert.Throws<DataException>(() => ImageHeader.Read(file, name)).Message;

    private byte[] Png()
    {
        var path = Path.Combine(_folder.Path, "a.png");
        PngFile.WriteRgb(path, new RgbImage(5, 7));
        return File.ReadAllBytes(path);
    }

    private static byte[] Jpeg()
    {
        using var bitmap = new SKBitmap(7, 5);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
