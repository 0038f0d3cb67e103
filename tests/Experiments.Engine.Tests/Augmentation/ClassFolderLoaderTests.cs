using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Datasets;

namespace Experiments.Engine.Tests.Augmentation;

public sealed class ClassFolderLoaderTests : IDisposable
{
    private static readonly AugmentationSettings Still = new() { Jitter = ColourJitter.None, ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 };

    private readonly ClassFolderFixture _set = new();
    private readonly RunConfiguration _configuration;

    public ClassFolderLoaderTests() => _configuration = _set.Configuration with
    {
        Data = _set.Settings with { Mean = [120, 110, 100], Std = [50, 60, 70] },
        Training = _set.Configuration.Training with { BatchSize = 5 },
        Augmentation = Still,
    };

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_batch_is_resized_mirrored_cropped_and_normalised_as_its_draws_say()
    {
        var dataset = new ClassFolderDataset(_configuration.Data);
        var sampler = new Sampler(_configuration.Seed, 12, 5);
        var crop = _configuration.Training.Crop;
        var (mirrored, moved) = (0, 0);
        foreach (var (batch, iteration) in Take(_configuration, 4).Select((b, i) => (b, i)))
        {
            for (var position = 0; position < 5; position++)
            {
                var index = sampler.ImageAt(iteration, position);
                Assert.Equal(dataset.Stems(Subset.Train)[index], batch.Stems[position]);
                Assert.Equal(dataset.ClassOf(Subset.Train, index), batch.Labels[position]);
                var image = ShortSideImages.Resized(dataset.Load(Subset.Train, index).Image, 32);
                var draw = AugmentationDraw.For(_configuration.Seed, iteration, position);
                var (top, left) = ((int)(draw.Top * (image.Height - crop + 1)), (int)(draw.Left * (image.Width - crop + 1)));
                mirrored += draw.Mirror < 0.5 ? 1 : 0;
                moved += top > 0 && left > 0 ? 1 : 0;
                for (var i = 0; i < 3 * crop * crop; i++)
                {
                    var (channel, y, x) = (i / (crop * crop), top + (i / crop % crop), left + (i % crop));
                    if (draw.Mirror < 0.5) x = image.Width - 1 - x;
                    var expected = (image.Pixels[(((y * image.Width) + x) * 3) + channel] - new[] { 120.0, 110, 100 }[channel]) / new[] { 50.0, 60, 70 }[channel];
                    Assert.Equal(expected, batch.Images[(position * 3 * crop * crop) + i], 1e-5);
                }
            }
        }

        Assert.InRange(mirrored, 1, 19);
        Assert.InRange(moved, 1, 20);
    }

    [Fact]
    public void The_chains_scale_rotation_and_jitter_are_honoured()
    {
        var still = Take(_configuration, 1)[0];
        foreach (var changed in new[] { Still with { ScaleMax = 1.5 }, Still with { RotationDegrees = 20 }, Still with { Jitter = ColourJitter.Working } })
        {
            var other = Take(_configuration with { Augmentation = changed }, 1)[0];
            Assert.Equal(still.Stems, other.Stems);
            Assert.NotEqual(still.Images, other.Images);
        }
    }

    [Fact]
    public void Every_epoch_shows_every_image_once()
    {
        var shown = Take(_configuration with { Training = _configuration.Training with { BatchSize = 4 } }, 6).SelectMany(b => b.Stems).ToList();
        Assert.All(shown.Chunk(12), epoch => Assert.Equal(12, epoch.Distinct().Count()));
    }

    [Fact]
    public void Threads_resuming_and_the_cache_change_nothing()
    {
        var all = Take(_configuration, 8);
        AssertSame(all, Take(new ClassFolderLoader(new ClassFolderDataset(_configuration.Data), _configuration, 0, threads: 3, cacheBytes: 1), 8));
        AssertSame(all[5..], Take(new ClassFolderLoader(new ClassFolderDataset(_configuration.Data), _configuration, 5), 3));
        Assert.NotEqual(all[0].Images, Take(_configuration with { Seed = 6 }, 1)[0].Images);
    }

    [Fact]
    public void The_task_and_the_kind_of_set_choose_the_loader()
    {
        var folders = new ClassFolderDataset(_configuration.Data);
        var street = new SyntheticDataset(new SyntheticSettings { TrainCount = 2, ValidationCount = 1, Height = 48, Width = 48 });
        AssertLoader<ClassFolderLoader>(folders, LearningTask.Classification);
        AssertLoader<ClassFolderLoader>(folders, LearningTask.Fisher);
        AssertLoader<PatchLoader>(street, LearningTask.Classification);
        AssertLoader<BatchLoader>(street, LearningTask.Segmentation);
        Assert.Throws<UsageException>(() => TrainingLoader.Create(folders, _configuration with { Task = LearningTask.Segmentation }, 0));
    }

    [Fact]
    public void A_corrupt_image_reaches_the_consumer_by_name()
    {
        File.WriteAllText(_set["train/sand/0001.jpg"], "no image");
        using var loader = new ClassFolderLoader(new ClassFolderDataset(_configuration.Data), _configuration with { Training = _configuration.Training with { BatchSize = 12 } }, 0);
        Assert.Contains("0001.jpg", Assert.Throws<DataException>(() => loader.Next()).Message, StringComparison.Ordinal);
    }

    private void AssertLoader<T>(IImageSet dataset, LearningTask task)
    {
        using var loader = TrainingLoader.Create(dataset, _configuration with { Task = task }, 0);
        Assert.IsType<T>(loader);
    }

    private static List<TrainingBatch> Take(RunConfiguration configuration, int count) =>
        Take(new ClassFolderLoader(new ClassFolderDataset(configuration.Data), configuration, 0), count);

    private static List<TrainingBatch> Take(PrefetchingLoader loader, int count)
    {
        using (loader) return [.. Enumerable.Range(0, count).Select(_ => loader.Next())];
    }

    private static void AssertSame(List<TrainingBatch> expected, List<TrainingBatch> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.Stems, b.Stems);
            Assert.Equal(a.Labels, b.Labels);
            Assert.Equal(a.Images, b.Images);
        }
    }
}
