using System.Security.Cryptography;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

public class SyntheticDatasetTests
{
    [Fact]
    public void A_scene_is_a_function_of_its_settings()
    {
        var settings = new SyntheticSettings { Height = 60, Width = 80 };
        var (first, again) = (new SyntheticDataset(settings).Load(Subset.Train, 5), new SyntheticDataset(settings).Load(Subset.Train, 5));
        Assert.Equal(first.Image.Pixels, again.Image.Pixels);
        Assert.Equal(first.Labels.Values, again.Labels.Values);
        var others = new[]
        {
            new SyntheticDataset(settings).Load(Subset.Train, 6),
            new SyntheticDataset(settings).Load(Subset.Validation, 5),
            new SyntheticDataset(settings with { Seed = 1 }).Load(Subset.Train, 5),
            new SyntheticDataset(settings with { Domain = SyntheticDomain.Source }).Load(Subset.Train, 5),
        };
        Assert.All(others, other => Assert.NotEqual(first.Labels.Values, other.Labels.Values));
    }

    // Other pixels under the same manifest would be a lie: raise SceneRenderer.Version when this fails, then take the new values.
    [Fact]
    public void The_renderer_draws_the_pixels_that_its_version_stands_for()
    {
        Assert.Equal(1, Experiments.Engine.Datasets.Synthetic.SceneRenderer.Version);
        Assert.Equal("cd957368b65acb17", Hash(SyntheticDomain.Target));
        Assert.Equal("acfe967802d36856", Hash(SyntheticDomain.Source));
    }

    [Theory]
    [InlineData(SyntheticDomain.Source)]
    [InlineData(SyntheticDomain.Target)]
    public void Every_class_is_seen_and_seams_are_ignored(SyntheticDomain domain)
    {
        var dataset = new SyntheticDataset(new SyntheticSettings { Domain = domain, TrainCount = 40 });
        var counts = new long[256];
        for (var i = 0; i < 40; i++)
        {
            foreach (var value in dataset.LoadLabels(Subset.Train, i).Values) counts[value]++;
        }

        double all = counts.Sum();
        Assert.Equal(10, dataset.Classes.Count);
        Assert.All(counts[..10], n => Assert.True(n / all > 0.004));
        Assert.All(counts[10..255], n => Assert.Equal(0, n));
        Assert.InRange(counts[255] / all, 0.03, 0.12);
    }

    [Theory]
    [InlineData(48, 48)]
    [InlineData(49, 131)]
    [InlineData(240, 160)]
    public void Any_size_is_drawn(int height, int width)
    {
        var sample = new SyntheticDataset(new SyntheticSettings { Height = height, Width = width }).Load(Subset.Validation, 0);
        Assert.Equal((height * width * 3, height * width), (sample.Image.Pixels.Length, sample.Labels.Values.Length));
        Assert.True(sample.Labels.Values.Distinct().Count() > 3);
    }

    [Fact]
    public void Neighbouring_pixels_of_two_classes_have_an_ignored_one_between_them()
    {
        var labels = new SyntheticDataset(new SyntheticSettings()).LoadLabels(Subset.Train, 2);
        for (var y = 0; y < labels.Height; y++)
        {
            for (var x = 1; x < labels.Width; x++)
            {
                var (a, b) = (labels.Values[(y * labels.Width) + x - 1], labels.Values[(y * labels.Width) + x]);
                Assert.True(a == b || a == LabelMap.Ignored || b == LabelMap.Ignored, $"{a} touches {b} at {y}, {x}");
            }
        }
    }

    [Fact]
    public void The_manifest_follows_what_the_subset_is_made_of()
    {
        var settings = new SyntheticSettings();
        string Train(SyntheticSettings s) => new SyntheticDataset(s).ManifestOf(Subset.Train);
        Assert.Equal(Train(settings), Train(settings with { ValidationCount = 99 }));
        Assert.Equal(6, new[]
        {
            Train(settings), Train(settings with { TrainCount = 99 }), Train(settings with { Seed = 9 }), Train(settings with { Width = 99 }),
            Train(settings with { Domain = SyntheticDomain.Source }), new SyntheticDataset(settings).ManifestOf(Subset.Validation),
        }.Distinct().Count());
    }

    [Fact]
    public void Colour_and_place_alone_give_little_away()
    {
        var report = ColourPositionBaseline.Run(new SyntheticDataset(new SyntheticSettings()), cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(report.MeanIoU, 0.1, 0.25);
        Assert.Equal(100, report.Counts.Count);
    }

    [Fact]
    public void A_colour_puzzle_is_solved_by_colour_and_place()
    {
        var report = ColourPositionBaseline.Run(new ColourPuzzle(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, report.MeanIoU);
        Assert.Equal(2 * 30 * 40, report.Counts.Sum());
    }

    private static string Hash(SyntheticDomain domain)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var dataset = new SyntheticDataset(new SyntheticSettings { Domain = domain, Height = 72, Width = 96 });
        for (var i = 0; i < 6; i++)
        {
            var sample = dataset.Load(Subset.Train, i);
            hash.AppendData(sample.Image.Pixels);
            hash.AppendData(sample.Labels.Values);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Classes told apart by colour in the upper half and by column in the lower.</summary>
    private sealed class ColourPuzzle : IDataset
    {
        public string Name => "puzzle";

        public IReadOnlyList<DatasetClass> Classes { get; } = [.. Enumerable.Range(0, 4).Select(ClassFile.Unnamed)];

        public IReadOnlyList<string> Stems(Subset subset) => ["0", "1"];

        public Sample Load(Subset subset, int index)
        {
            var labels = LoadLabels(subset, index);
            var image = new RgbImage(30, 40);
            for (var i = 0; i < labels.Values.Length; i++)
                image.Pixels[3 * i] = i < 15 * 40 && labels.Values[i] == 1 ? (byte)200 : (byte)20;
            return new Sample($"{index}", image, labels);
        }

        public LabelMap LoadLabels(Subset subset, int index)
        {
            var labels = new LabelMap(30, 40, 0);
            for (var i = 0; i < labels.Values.Length; i++)
            {
                var (y, x) = (i / 40, i % 40);
                labels.Values[i] = y < 15 ? (byte)((x * 7 + y + index) % 2) : x < 20 ? (byte)2 : (byte)3;
            }

            return labels;
        }

        public string ManifestOf(Subset subset) => "";
    }
}
