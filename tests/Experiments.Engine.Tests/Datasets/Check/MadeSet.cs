using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Imaging;

namespace Experiments.Engine.Tests.Datasets.Check;

/// <summary>A folder set on disk whose labels a test makes up: images of 32 × 24, six for training and four for validation.</summary>
public sealed class MadeSet : IDisposable
{
    public const int Width = 32;
    public const int Height = 24;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes the images; each is different, and has many colours.</summary>
    public MadeSet()
    {
        foreach (var (subset, stem, number) in Stems) WriteImage(subset, stem, number);
        Settings = new DataSettings { Dataset = DatasetName.Folder, Root = _folder.Path };
    }

    /// <summary>Subset folder, stem and a number of its own for each image.</summary>
    public static IReadOnlyList<(string Subset, string Stem, int Number)> Stems { get; } =
        [.. Enumerable.Range(0, 6).Select(i => ("train", $"t_{i}", i)), .. Enumerable.Range(0, 4).Select(i => ("val", $"v_{i}", 6 + i))];

    public DataSettings Settings { get; set; }

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public void WriteImage(string subset, string stem, int number) =>
        PngFile.WriteRgb(this[$"images/{subset}/{stem}.png"], new RgbImage(Height, Width, [.. Enumerable.Range(0, Width * Height * 3).Select(i => (byte)((i * (7 + number)) + (i / 5) + number))]));

    /// <summary>Writes a label for every image: three upright bands whose borders differ from image to image, with the values given.</summary>
    public MadeSet WithBands(params int[] values) => WithLabels((number, x, _) => values[Math.Min(values.Length - 1, (x + (number % 3)) * values.Length / Width)]);

    /// <summary>Writes a label for every image from (number, x, y).</summary>
    public MadeSet WithLabels(Func<int, int, int, int> value, int bitDepth = 8, int colourType = 0)
    {
        foreach (var (subset, stem, number) in Stems) WriteLabel(subset, stem, (x, y) => value(number, x, y), bitDepth, colourType);
        return this;
    }

    public void WriteLabel(string subset, string stem, Func<int, int, int> value, int bitDepth = 8, int colourType = 0, int width = Width, int height = Height) =>
        Write($"labels/{subset}/{stem}.png", new TestPng { Width = width, Height = height, BitDepth = bitDepth, ColourType = colourType }
            .Encode([.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select (ushort)value(x, y)]));

    /// <summary>Writes the colours of a palette's indices instead of the indices.</summary>
    public MadeSet WithColourLabels(Func<int, int, int, DatasetClass> value)
    {
        foreach (var (subset, stem, number) in Stems)
        {
            var pixels = from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) let c = value(number, x, y) from channel in new[] { c.Red, c.Green, c.Blue } select channel;
            PngFile.WriteRgb(this[$"labels/{subset}/{stem}.png"], new RgbImage(Height, Width, [.. pixels]));
        }

        return this;
    }

    /// <summary>Gives the set a class file.</summary>
    public MadeSet WithClasses(params DatasetClass[] classes)
    {
        ClassFile.Write(this["classes.csv"], classes);
        Settings = Settings with { ClassesFile = "classes.csv" };
        return this;
    }

    /// <summary>Gives the set a class file of so many classes, with the colours of Pascal VOC.</summary>
    public MadeSet WithClasses(int count) => WithClasses([.. Enumerable.Range(0, count).Select(ClassFile.Unnamed)]);

    public MadeSet Ignoring(params int[] values)
    {
        Settings = Settings with { IgnoreLabels = values };
        return this;
    }

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
    }

    public DatasetReport Check() => DatasetCheck.Run(new RunConfiguration { Data = Settings }, cancellation: TestContext.Current.CancellationToken);

    /// <summary>The finding of that rule, which must be there.</summary>
    public DatasetFinding Finds(string rule)
    {
        var report = Check();
        return Assert.Single(report.Findings, f => f.Rule == rule);
    }

    /// <summary>Names of the rules that found something wrong.</summary>
    public IReadOnlyList<string> Mistakes() => [.. Check().Findings.Where(f => f.Weight == FindingWeight.Wrong).Select(f => f.Rule)];
}
