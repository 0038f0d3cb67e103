using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_written_image_reads_back_exactly()
    {
        var image = new RgbImage(23, 31, [.. LabelFileTests.Samples(23 * 31 * 3, 8, 1).Select(v => (byte)v)]);
        PngFile.WriteRgb(_folder["image.png"], image);
        var read = ImageFile.ReadRgb(_folder["image.png"]);
        Assert.Equal((23, 31), (read.Height, read.Width));
        Assert.Equal(image.Pixels, read.Pixels);
    }

    [Fact]
    public void Palette_labels_keep_their_indices_and_show_the_classes_colours()
    {
        var labels = new LabelMap(2, 3, [0, 1, 255, 1, 0, 7]);
        DatasetClass[] classes = [new("sky", 70, 130, 180), new("road", 128, 64, 128)];
        PngFile.WritePalette(_folder["labels.png"], labels, classes);
        Assert.Equal(labels.Values, LabelFile.Read(_folder["labels.png"]).Values);
        Assert.Equal(
            [70, 130, 180, 128, 64, 128, 255, 255, 255, 128, 64, 128, 70, 130, 180, 255, 255, 255],
            ImageFile.ReadRgb(_folder["labels.png"]).Pixels);
    }

    [Fact]
    public void Grey_labels_keep_their_values_and_read_as_grey()
    {
        var labels = new LabelMap(1, 3, [0, 128, 255]);
        PngFile.WriteGrey(_folder["grey.png"], labels);
        Assert.Equal(labels.Values, LabelFile.Read(_folder["grey.png"]).Values);
        Assert.Equal([0, 0, 0, 128, 128, 128, 255, 255, 255], ImageFile.ReadRgb(_folder["grey.png"]).Pixels);
    }

    [Fact]
    public void Transparency_is_dropped_and_the_colour_beneath_stays()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(200, 100, 50, 128));
        bitmap.SetPixel(1, 0, new SKColor(10, 20, 30, 255));
        Save(bitmap, "alpha.png", SKEncodedImageFormat.Png);
        Assert.Equal([200, 100, 50, 10, 20, 30], ImageFile.ReadRgb(_folder["alpha.png"]).Pixels);
    }

    [Fact]
    public void A_jpeg_is_read_upright_as_stored_whatever_its_EXIF_orientation_says()
    {
        WriteJpeg("plain.jpg");
        var jpeg = File.ReadAllBytes(_folder["plain.jpg"]);
        // APP1 with an EXIF block of one tag: orientation 6, "turn right".
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        File.WriteAllBytes(_folder["turned.jpg"], [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        using (var codec = SKCodec.Create(_folder["turned.jpg"])) Assert.Equal(SKEncodedOrigin.RightTop, codec.EncodedOrigin);
        var (plain, turned) = (ImageFile.ReadRgb(_folder["plain.jpg"]), ImageFile.ReadRgb(_folder["turned.jpg"]));
        Assert.Equal((16, 24), (turned.Height, turned.Width));
        Assert.Equal(plain.Pixels, turned.Pixels);
        Assert.InRange(plain.Pixels[0], 195, 205);
    }

    [Fact]
    public void A_cut_off_image_is_refused_by_name()
    {
        WriteJpeg("whole.jpg");
        var bytes = File.ReadAllBytes(_folder["whole.jpg"]);
        File.WriteAllBytes(_folder["cut.jpg"], bytes[..^40]);
        Assert.Equal(
            $"Image {_folder["cut.jpg"]} is corrupt or of another kind: it is cut off: the end marker is missing; replace the file, or leave its stem out of the split.",
            Refused("cut.jpg"));
    }

    [Fact]
    public void What_is_no_PNG_or_JPEG_is_refused_by_name()
    {
        File.WriteAllText(_folder["text.jpg"], "not an image");
        File.WriteAllBytes(_folder["empty.png"], []);
        using var bitmap = new SKBitmap(4, 4);
        Save(bitmap, "webp.png", SKEncodedImageFormat.Webp);
        Assert.Contains("it is no PNG or JPEG", Refused("text.jpg"), StringComparison.Ordinal);
        Assert.Contains("it is empty", Refused("empty.png"), StringComparison.Ordinal);
        Assert.Contains("it is WebP, not PNG or JPEG", Refused("webp.png"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused("none.png"), StringComparison.Ordinal);
    }

    private string Refused(string name)
    {
        var message = Assert.Throws<DataException>(() => ImageFile.ReadRgb(_folder[name])).Message;
        Assert.Contains(_folder[name], message, StringComparison.Ordinal);
        return message;
    }

    private void WriteJpeg(string name)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(24, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 24; x++) bitmap.SetPixel(x, y, x < 12 ? new SKColor(200, 60, 60) : new SKColor(20, (byte)(10 * y), 90));
        }

        Save(bitmap, name, SKEncodedImageFormat.Jpeg);
    }

    private void Save(SKBitmap bitmap, string name, SKEncodedImageFormat format)
    {
        using var stream = File.Create(_folder[name]);
        bitmap.Encode(stream, format, 95);
    }
}
