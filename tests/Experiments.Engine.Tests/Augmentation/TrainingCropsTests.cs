using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Augmentation;

public sealed class TrainingCropsTests : IDisposable
{
    private static readonly RunConfiguration Configuration = new()
    {
        Seed = 11,
        Synthetic = new SyntheticSettings { TrainCount = 7, ValidationCount = 1, Height = 48, Width = 64 },
        Training = new TrainingSettings { BatchSize = 3, Crop = 48 },
        Augmentation = new AugmentationSettings { Jitter = ColourJitter.Working },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_crops_are_those_that_the_training_loader_gives_for_the_seed()
    {
        var report = TrainingCrops.Write(Configuration, 5, _folder.Path);

        var dataset = DatasetFactory.Open(Configuration);
        using var loader = new BatchLoader(dataset, Configuration, 0, threads: 2);
        TrainingBatch[] batches = [loader.Next(), loader.Next()];
        Assert.Equal(batches.SelectMany(b => b.Stems).Take(5), report.Crops.Select(c => c.Stem));
        Assert.Equal((11, 48), (report.Seed, report.Crop));
        for (var i = 0; i < 5; i++)
        {
            var (batch, position) = (batches[i / 3], i % 3);
            var (image, labels) = (ImageFile.ReadRgb(At(report.Crops[i].Image)), ImageFile.ReadRgb(At(report.Crops[i].Labels)));
            var ignored = 0;
            for (var p = 0; p < 48 * 48; p++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = batch.Images[(((position * 3) + channel) * 48 * 48) + p];
                    Assert.Equal((byte)Math.Clamp(Math.Round((value * Configuration.Data.Std[channel]) + Configuration.Data.Mean[channel]), 0, 255), image.Pixels[(3 * p) + channel]);
                }

                var label = batch.Labels[(position * 48 * 48) + p];
                if (label == LabelMap.Ignored) ignored++;
                else Assert.Equal([dataset.Classes[(int)label].Red, dataset.Classes[(int)label].Green, dataset.Classes[(int)label].Blue], labels.Pixels.AsSpan(3 * p, 3).ToArray());
            }

            Assert.Equal(ignored / (48.0 * 48), report.Crops[i].Ignored, 12);
        }
    }

    [Fact]
    public void Without_augmentation_a_crop_of_the_image_s_size_is_the_image()
    {
        var still = Configuration with
        {
            Synthetic = Configuration.Synthetic with { Width = 48 },
            Augmentation = new AugmentationSettings { Jitter = ColourJitter.None, Mirror = false, ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 },
        };
        var report = TrainingCrops.Write(still, 2, _folder.Path);

        var dataset = DatasetFactory.Open(still);
        foreach (var crop in report.Crops)
        {
            var sample = dataset.Load(Subset.Train, dataset.Stems(Subset.Train).Index().First(s => s.Item == crop.Stem).Index);
            Assert.Equal(sample.Image.Pixels, ImageFile.ReadRgb(At(crop.Image)).Pixels);
        }
    }

    [Fact]
    public void Padding_is_shown_as_without_a_class()
    {
        var report = TrainingCrops.Write(Configuration with { Training = Configuration.Training with { Crop = 288 } }, 1, _folder.Path);

        var labels = ImageFile.ReadRgb(At(report.Crops[0].Labels));
        Assert.True(report.Crops[0].Ignored > 0.5);
        // The corner is padding: hatched in greys.
        Assert.Contains(labels.Pixels[0], (byte[])[70, 150]);
        Assert.Equal(labels.Pixels[0], labels.Pixels[1]);
    }

    [Fact]
    public void A_training_on_patches_has_a_class_a_crop()
    {
        var report = TrainingCrops.Write(Configuration with { Task = LearningTask.Classification, Training = Configuration.Training with { Crop = 24 } }, 2, _folder.Path);

        Assert.All(report.Crops, c => Assert.Equal("", c.Labels));
        Assert.All(report.Crops, c => Assert.Contains(c.Class, DatasetFactory.Open(Configuration).Classes.Select(k => k.Name)));
    }

    private string At(string file) => Path.Combine(_folder.Path, file);
}
