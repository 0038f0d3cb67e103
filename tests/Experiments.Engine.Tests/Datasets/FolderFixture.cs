using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>A tiny folder set on disk: 6 × 4 images, labels 0 … 2, three training stems and two validation stems.</summary>
public sealed class FolderFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderFixture()
    {
        foreach (var stem in new[] { "a_1", "a_2", "b_1" }) Add("train", stem);
        foreach (var stem in new[] { "c_1", "c_2" }) Add("val", stem);
        ClassFile.Write(_folder["classes.csv"], [new("sky", 1, 2, 3), new("road, wet", 4, 5, 6), new("car", 7, 8, 9)]);
        Settings = new DataSettings { Dataset = DatasetName.Folder, Root = _folder.Path, ClassesFile = "classes.csv" };
    }

    public DataSettings Settings { get; }

    public RunConfiguration Configuration => new() { Data = Settings };

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public void Add(string subset, string stem, int height = 4, int width = 6)
    {
        PngFile.WriteRgb(_folder[$"images/{subset}/{stem}.png"], new RgbImage(height, width, [.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(i + stem[^1] + (31 * stem[0])))]));
        AddLabel(subset, stem, [.. Enumerable.Range(0, 24).Select(i => (ushort)(i % 4 == 3 ? 255 : i % 3))]);
    }

    public void AddLabel(string subset, string stem, ushort[] samples, int bitDepth = 8) =>
        Write($"labels/{subset}/{stem}.png", new Imaging.TestPng { Width = 6, Height = 4, BitDepth = bitDepth }.Encode(samples));

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }
}
