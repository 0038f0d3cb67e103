using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Imaging;
using SkiaSharp;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Tiny copies of the official sets in their layouts, images of 4 × 3 pixels made on the spot.</summary>
public sealed class OfficialFixture : IDisposable
{
    public const int Width = 4;
    public const int Height = 3;

    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Path;

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>Settings of a set that may be incomplete, as these copies are.</summary>
    public DataSettings Settings(DatasetName dataset, string root = "") => new() { Dataset = dataset, Root = _folder[root], AllowIncomplete = true };

    public IDataset Open(DatasetName dataset, string root = "", Func<DataSettings, DataSettings>? change = null) =>
        DatasetFactory.Open(new RunConfiguration { Data = (change ?? (s => s))(Settings(dataset, root)) });

    public IReadOnlyList<string> Problems(DatasetName dataset, string root = "", Func<DataSettings, DataSettings>? change = null) =>
        Assert.Throws<UsageException>(() => Open(dataset, root, change)).Problems;

    /// <summary>An image of Cityscapes with fine or coarse labels; every other pixel has the label id given.</summary>
    public void AddCityscapes(string split, string stem, ushort labelId = 7, bool isCoarse = false, string under = "", ushort[]? instances = null)
    {
        var city = stem.Split('_')[0];
        WriteImage($"{under}/leftImg8bit/{split}/{city}/{stem}_leftImg8bit.png");
        var kind = isCoarse ? "gtCoarse" : "gtFine";
        var place = $"{under}/{kind}/{split}/{city}/{stem}_{kind}";
        WriteLabels($"{place}_labelIds.png", Alternating(labelId, 0));
        WriteText($"{place}_polygons.json", "{}");
        if (!isCoarse) Write($"{place}_instanceIds.png", new TestPng { Width = Width, Height = Height, BitDepth = 16 }.Encode(instances ?? Alternating(labelId, 0)));
    }

    public void AddCityscapesTest(string stem) => WriteImage($"leftImg8bit/test/{stem.Split('_')[0]}/{stem}_leftImg8bit.png");

    /// <summary>An image of ADE20K; every other pixel has the stored value given.</summary>
    public void AddAde(string split, int number, ushort stored, string under = "")
    {
        var name = FormattableString.Invariant($"ADE_{(split == "training" ? "train" : "val")}_{number:D8}");
        WriteJpeg($"{under}/images/{split}/{name}.jpg");
        WriteLabels($"{under}/annotations/{split}/{name}.png", Alternating(stored, 0));
    }

    /// <summary>An image of Pascal VOC; every other pixel has the class given, the others are border. Without a class it has no label.</summary>
    public void AddVoc(string stem, ushort? index, string under = "VOCdevkit/VOC2012")
    {
        WriteJpeg($"{under}/JPEGImages/{stem}.jpg");
        if (index is { } value) Write($"{under}/SegmentationClass/{stem}.png", new TestPng { Width = Width, Height = Height, BitDepth = 8, ColourType = 3 }.Encode(Alternating(value, 255)));
    }

    public void VocLists(string[] train, string[] val, string under = "VOCdevkit/VOC2012")
    {
        WriteText($"{under}/ImageSets/Segmentation/train.txt", Lines(train));
        WriteText($"{under}/ImageSets/Segmentation/val.txt", Lines(val));
        WriteText($"{under}/ImageSets/Segmentation/trainval.txt", Lines([.. train, .. val]));
    }

    /// <summary>An image of SBD; its first column has the class given, all else is background.</summary>
    public void AddSbd(string stem, byte index, string under = "benchmark_RELEASE/dataset")
    {
        WriteJpeg($"{under}/img/{stem}.jpg");
        Write($"{under}/cls/{stem}.mat", new TestMat { IsCompressed = true }.Sbd(Height, Width, [.. Enumerable.Range(0, Width * Height).Select(i => i < Height ? index : (byte)0)]));
    }

    public void SbdLists(string[] train, string[] val, string under = "benchmark_RELEASE/dataset")
    {
        WriteText($"{under}/train.txt", Lines(train));
        WriteText($"{under}/val.txt", Lines(val));
    }

    public void WriteText(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void WriteLabels(string name, ushort[] samples) => Write(name, new TestPng { Width = Width, Height = Height, BitDepth = 8 }.Encode(samples));

    public void WriteImage(string name) => PngFile.WriteRgb(Place(name), new RgbImage(Height, Width));

    public void WriteJpeg(string name)
    {
        using var bitmap = new SKBitmap(Width, Height);
        using var stream = File.Create(Place(name));
        bitmap.Encode(stream, SKEncodedImageFormat.Jpeg, 90);
    }

    public void Write(string name, byte[] content) => File.WriteAllBytes(Place(name), content);

    private static ushort[] Alternating(ushort even, ushort odd) => [.. Enumerable.Range(0, Width * Height).Select(i => i % 2 == 0 ? even : odd)];

    private static string Lines(string[] stems) => string.Concat(stems.Select(s => s + "\n"));

    private string Place(string name)
    {
        var path = _folder[name.TrimStart('/')];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
