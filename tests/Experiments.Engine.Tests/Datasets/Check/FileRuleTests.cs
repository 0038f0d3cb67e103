using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Tests.Datasets.Check;

public sealed class FileRuleTests : IDisposable
{
    private static readonly DatasetClass[] Street = [new("road", 128, 64, 128), new("sky", 70, 130, 180), new("car", 0, 0, 142)];

    private readonly MadeSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Colour_masks_are_matched_with_the_colours_of_the_class_file()
    {
        _set.WithClasses(Street).WithColourLabels((number, x, _) => x < 16 ? Street[0] : x < 24 ? Street[2] : new DatasetClass("", 9, 9, (byte)(10 + number)));
        var finding = _set.Finds("colour-masks");
        Assert.Equal("The labels are colours, not classes.", finding.Title);
        Assert.Equal(
            [
                "10 of 10 label files are colour PNGs (colour type 2, 4 or 6), for example t_0.png",
                "2 of 12 colours are those of the class file: #804080 is 0 road (50.0 %), #00008e is 2 car (25.0 %)",
                "10 colours are no class's: #09090a (2.5 %), #09090b (2.5 %), #09090c (2.5 %), #09090d (2.5 %), #09090e (2.5 %), #09090f (2.5 %), ...",
            ],
            finding.Evidence);
        Assert.Equal(["colour-masks"], _set.Mistakes());
    }

    [Fact]
    public void A_palette_opened_as_RGB_is_matched_with_the_palette_of_Pascal_VOC()
    {
        _set.WithColourLabels((_, x, _) => ClassFile.Unnamed(x < 20 ? 0 : 15));
        Assert.Contains("2 of 2 colours are those of the Pascal VOC palette: #000000 is 0 class 0 (62.5 %), #c08080 is 15 class 15 (37.5 %)", _set.Finds("colour-masks").Evidence);
    }

    [Fact]
    public void Grey_values_stored_three_times_want_one_channel()
    {
        _set.WithColourLabels((_, x, _) => new DatasetClass("", (byte)(x % 3), (byte)(x % 3), (byte)(x % 3)));
        var finding = _set.Finds("colour-masks");
        Assert.Equal("The labels are grey values stored as RGB: one channel is wanted.", finding.Title);
        Assert.Equal("Save the first channel alone (Pillow: image.getchannel(0)).", finding.Remedy);
    }

    [Fact]
    public void A_JPEG_with_the_name_of_a_PNG_is_known_by_its_first_bytes()
    {
        foreach (var (subset, stem, _) in MadeSet.Stems)
        {
            using var bitmap = new SKBitmap(MadeSet.Width, MadeSet.Height);
            using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
            _set.Write($"labels/{subset}/{stem}.png", jpeg.ToArray());
        }

        Assert.Equal("10 of 10 label files begin as JPEGs do, for example t_0.png", _set.Finds("jpeg-labels").Evidence[0]);
    }

    [Fact]
    public void Exchanged_images_and_labels_are_told_by_their_colours()
    {
        _set.WithBands(0, 1, 2);
        Directory.Move(_set["images"], _set["photographs"]);
        Directory.Move(_set["labels"], _set["images"]);
        Directory.Move(_set["photographs"], _set["labels"]);
        var finding = _set.Finds("exchanged-folders");
        Assert.StartsWith("image t_0.png has 3 colours; its label has ", finding.Evidence[0], StringComparison.Ordinal);
        Assert.Equal("Exchange data.trainImages with data.trainLabels, and data.validationImages with data.validationLabels.", finding.Remedy);
        Assert.Contains("exchanged-folders", _set.Mistakes());
        Assert.DoesNotContain("colour-masks", _set.Mistakes());
    }

    [Theory]
    [InlineData(16, 12, "The labels belong to a resized copy of the images: both sides differ by one factor everywhere.")]
    [InlineData(20, 20, "The labels belong to a resized copy of the images: both sides differ by one factor everywhere.")]
    public void Labels_of_a_resized_copy_are_told_by_one_factor(int width, int height, string title)
    {
        foreach (var (subset, stem, _) in MadeSet.Stems) _set.WriteLabel(subset, stem, (x, _) => x % 3, width: width, height: height);
        var finding = _set.Finds("resized-labels");
        Assert.Equal(title, finding.Title);
        Assert.Equal($"10 of 10 pairs differ in size, for example t_0: image 32×24, label {width}×{height}", finding.Evidence[0]);
    }

    [Fact]
    public void Images_with_an_EXIF_orientation_are_told_from_labels_of_another_size()
    {
        _set.WithBands(0, 1, 2);
        using var bitmap = new SKBitmap(MadeSet.Height, MadeSet.Width);
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        File.Delete(_set["images/train/t_1.png"]);
        _set.Write("images/train/t_1.jpg", WithOrientation(jpeg.ToArray(), 6));
        var finding = _set.Finds("turned-images");
        Assert.Equal(["1 pair with width and height exchanged, for example t_1: image 24×32, label 32×24", "1 of them have an EXIF orientation other than 1"], finding.Evidence);
        Assert.Contains("exif_transpose", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_one_value_everywhere_are_lost_labels()
    {
        _set.WithBands(0);
        Assert.Equal(["train: 6 labels, only value 0, for example t_0.png", "validation: 4 labels, only value 0, for example v_0.png"], _set.Finds("one-value-only").Evidence);
        _set.WithClasses(2).WithLabels((number, x, _) => number < 6 ? x % 2 : 1);
        Assert.Equal("Every label of the validation subset is one flat area of one value.", _set.Finds("one-value-only").Title);
    }

    [Fact]
    public void Images_without_a_pixel_that_counts_are_listed()
    {
        _set.WithBands(0, 1).WriteLabel("train", "t_3", (_, _) => 255);
        var finding = _set.Finds("nothing-counts");
        Assert.Equal((FindingWeight.Doubtful, "1 image without a pixel that counts: all of it is ignored."), (finding.Weight, finding.Title));
        Assert.Equal(["t_3"], _set.Check().Subsets[0].AllIgnored);
        Assert.Equal(FindingWeight.Wrong, _set.WithClasses(2).Ignoring(0, 1, 255).Finds("nothing-counts").Weight);
    }

    [Fact]
    public void Images_of_one_class_are_a_remark()
    {
        _set.WithBands(0, 1).WriteLabel("val", "v_1", (x, _) => x < 3 ? 255 : 1);
        Assert.Equal((FindingWeight.Remark, "1 image of one class alone."), (_set.Finds("one-class-images").Weight, _set.Finds("one-class-images").Title));
        Assert.Equal(["v_1"], _set.Check().Subsets[1].OneClass);
        Assert.True(_set.Check().IsSound);
    }

    [Fact]
    public void Validation_on_training_images_is_a_mistake()
    {
        _set.WithBands(0, 1).Settings = _set.Settings with { ValidationImages = "images/train", ValidationLabels = "labels/train" };
        var finding = _set.Finds("same-images");
        Assert.Equal("6 of 6 validation images are training images, for example t_0", finding.Evidence[0]);
        Assert.Contains("share no image", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_image_is_found_under_another_encoding_and_in_the_other_subset()
    {
        _set.WithBands(0, 1);
        // The same pixels, row filter and compression of another program.
        var image = ImageFile.ReadRgb(_set["images/train/t_2.png"]);
        using var bitmap = new SKBitmap(new SKImageInfo(MadeSet.Width, MadeSet.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < image.Pixels.Length; i += 3) bitmap.SetPixel(i / 3 % MadeSet.Width, i / 3 / MadeSet.Width, new SKColor(image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        _set.Write("images/val/v_0.png", png.ToArray());
        File.Copy(_set["images/train/t_4.png"], _set["images/train/t_5.png"], overwrite: true);

        var report = _set.Check();
        Assert.Equal(2, report.Duplicates.Count);
        Assert.Equal([new(Subset.Train, "t_2"), new(Subset.Validation, "v_0")], report.Duplicates[0].Images);
        Assert.Equal((false, true), (report.Duplicates[0].IsSameFile, report.Duplicates[0].IsAcross));
        Assert.Equal([new(Subset.Train, "t_4"), new(Subset.Train, "t_5")], report.Duplicates[1].Images);
        Assert.Equal((true, false), (report.Duplicates[1].IsSameFile, report.Duplicates[1].IsAcross));
        Assert.True(report.IsSound);
        Assert.Equal("the same pixels under another encoding: train t_2, validation v_0", _set.Finds("copies-across").Evidence[0]);
        Assert.Equal("train: 1 picture more than once, for example t_4, t_5", _set.Finds("copies-within").Evidence[0]);
    }

    [Fact]
    public void A_class_called_void_is_doubted()
    {
        _set.WithBands(0, 1, 2).WithClasses(new("Unlabeled", 0, 0, 0), new("road", 1, 1, 1), new("sky", 2, 2, 2));
        var finding = _set.Finds("void-class");
        Assert.Equal("Class 0 (Unlabeled) is void by its name, and is trained and scored like any other.", finding.Title);
        Assert.Equal("Set data.ignoreLabels to 0, 255, if these pixels are to count for nothing.", finding.Remedy);
        Assert.DoesNotContain(_set.Ignoring(0, 255).Check().Findings, f => f.Rule == "void-class");
    }

    [Fact]
    public void Classes_of_one_subset_alone_are_named()
    {
        _set.WithClasses(Street).WithLabels((number, x, _) => x < 9 ? 0 : number < 6 ? 1 : 2);
        Assert.Equal(["without a training pixel: 2 car", "scored in validation all the same, with IoU 0: 2 car"], _set.Finds("unseen-classes").Evidence);
        Assert.Equal(["1 sky"], _set.Finds("unscored-classes").Evidence);
        Assert.True(_set.Check().IsSound);
    }

    /// <summary>Puts an EXIF segment with an orientation behind the start of a JPEG (EXIF 2.3: tag 0x0112, a short).</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] tiff = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
