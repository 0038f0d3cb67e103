using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Augmentation;

public class LoaderTests
{
    private static readonly RunConfiguration Configuration = new()
    {
        Seed = 11,
        Synthetic = new SyntheticSettings { TrainCount = 7, ValidationCount = 1, Height = 48, Width = 64 },
        Training = new TrainingSettings { BatchSize = 3, Crop = 48 },
        Augmentation = new AugmentationSettings { Jitter = ColourJitter.Working },
    };

    private static readonly RunConfiguration Patches = Configuration with
    {
        Task = LearningTask.Classification,
        Training = Configuration.Training with { BatchSize = 5, Crop = 24 },
    };

    [Fact]
    public void Each_epoch_is_a_permutation_and_batches_run_on_across_epochs()
    {
        var sampler = new Sampler(seed: 4, count: 7, batchSize: 3);
        var taken = Enumerable.Range(0, 7).SelectMany(i => Enumerable.Range(0, 3).Select(p => sampler.ImageAt(i, p))).ToList();
        Assert.All(taken.Chunk(7), epoch => Assert.Equal(Enumerable.Range(0, 7), epoch.Order()));
        Assert.Equal(3, taken.Chunk(7).Select(epoch => string.Join(' ', epoch)).Distinct().Count());
        Assert.Equal(taken[13], sampler.ImageAt(4, 1));
    }

    [Fact]
    public void Configurations_that_differ_only_in_the_regulariser_see_equal_bits()
    {
        var other = Configuration with
        {
            Regulariser = new RegulariserSettings { Kind = RegulariserName.None, Alpha = 7, Beta = 5 },
            Network = new NetworkSettings { Backbone = Backbone.ResNet18, Dropout = 0.5 },
        };
        AssertSame(Take(Segmentation(Configuration), 4), Take(Segmentation(other), 4));
    }

    [Fact]
    public void Another_seed_sees_other_crops() =>
        Assert.NotEqual(Take(Segmentation(Configuration), 1)[0].Images, Take(Segmentation(Configuration with { Seed = 12 }), 1)[0].Images);

    [Fact]
    public void Switching_augmentation_off_moves_neither_the_order_of_images_nor_the_crops()
    {
        // Scale and rotation fixed in both, so that the crop's place shows in the labels.
        var still = Configuration with { Augmentation = new AugmentationSettings { Jitter = ColourJitter.None, Mirror = false, ScaleMin = 1.5, ScaleMax = 1.5, RotationDegrees = 0 } };
        var jittered = still with { Augmentation = still.Augmentation with { Jitter = ColourJitter.Working } };
        foreach (var (a, b) in Take(Segmentation(still), 4).Zip(Take(Segmentation(jittered), 4)))
        {
            Assert.Equal(a.Stems, b.Stems);
            Assert.Equal(a.Labels, b.Labels);
            Assert.NotEqual(a.Images, b.Images);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_resumes_sees_what_it_would_have_seen(bool patches) =>
        AssertSame(Take(Loader(patches, start: 0), 9)[5..], Take(Loader(patches, start: 5), 4));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_and_three_threads_give_the_same_batches(bool patches) =>
        AssertSame(Take(Loader(patches, threads: 1), 8), Take(Loader(patches, threads: 3), 8));

    [Theory]
    [InlineData(AugmentationOrder.Reference)]
    [InlineData(AugmentationOrder.Semseg)]
    public void One_two_and_four_threads_give_the_same_batches_in_either_order(AugmentationOrder order)
    {
        var configuration = Configuration with
        {
            Augmentation = new AugmentationSettings { Order = order, RotationProbability = 0.5, BlurProbability = order == AugmentationOrder.Semseg ? 0.5 : 0 },
        };
        var dataset = new SyntheticDataset(configuration.Synthetic);
        var expected = Take(new BatchLoader(dataset, configuration, 0, threads: 1), 8);
        AssertSame(expected, Take(new BatchLoader(dataset, configuration, 0, threads: 2), 8));
        AssertSame(expected, Take(new BatchLoader(dataset, configuration, 0, threads: 4), 8));
    }

    [Fact]
    public void A_cache_too_small_for_anything_changes_nothing()
    {
        var dataset = new SyntheticDataset(Configuration.Synthetic);
        AssertSame(Take(Segmentation(Configuration), 3), Take(new BatchLoader(dataset, Configuration, 0, cacheBytes: 1), 3));
    }

    [Fact]
    public void Batches_have_the_shape_the_network_wants()
    {
        var batch = Take(Segmentation(Configuration), 1)[0];
        Assert.Equal((3 * 3 * 48 * 48, 3 * 48 * 48, 3), (batch.Images.Length, batch.Labels.Length, batch.Stems.Count));
        Assert.All(batch.Labels, label => Assert.True(label is >= 0 and < 10 or 255));
        var patches = Take(Loader(patches: true), 1)[0];
        Assert.Equal((5 * 3 * 24 * 24, 5, 5), (patches.Images.Length, patches.Labels.Length, patches.Stems.Count));
    }

    [Fact]
    public async Task A_broken_image_reaches_the_consumer_when_its_batch_is_due()
    {
        // Image 5 is broken; the first batch with it is the first to fail, and those before it are given.
        var dataset = new BrokenDataset(broken: 5);
        var sampler = new Sampler(Configuration.Seed, 7, 3);
        var due = Enumerable.Range(0, 10).First(i => Enumerable.Range(0, 3).Any(p => sampler.ImageAt(i, p) == 5));
        using var loader = new BatchLoader(dataset, Configuration, 0, threads: 2);
        for (var i = 0; i < due; i++) await loader.NextAsync(TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<DataException>(() => loader.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Label labels/5.png is broken.", error.Message);
    }

    [Fact]
    public void A_loader_that_nobody_reads_ends_at_once_when_disposed()
    {
        var loader = Segmentation(Configuration);
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Next());
    }

    [Fact]
    public async Task A_cancelled_wait_loses_no_batch()
    {
        using var loader = Segmentation(Configuration);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        // The wait is over before it begins, or the batch was there already; either way the order holds.
        var first = await Record.ExceptionAsync(async () => await loader.NextAsync(cancelled.Token));
        var expected = Take(Segmentation(Configuration), 2)[first is null ? 1 : 0];
        AssertSame([expected], [await loader.NextAsync(TestContext.Current.CancellationToken)]);
    }

    [Fact]
    public void The_centre_pixel_of_a_patch_has_the_patch_s_class()
    {
        // The image's colour says its label.
        var still = Patches with
        {
            Data = new DataSettings { Mean = [0, 0, 0], Std = [1, 1, 1] },
            Augmentation = new AugmentationSettings { Jitter = ColourJitter.None },
        };
        foreach (var batch in Take(new PatchLoader(new BrokenDataset(broken: -1), still, 0), 20))
        {
            for (var i = 0; i < 5; i++) Assert.Equal(10 * (batch.Labels[i] + 1), batch.Images[(i * 3 * 24 * 24) + (12 * 24) + 12]);
        }
    }

    [Fact]
    public void Patches_take_every_class_equally_often_however_rare()
    {
        var counts = new int[10];
        foreach (var batch in Take(new PatchLoader(new BrokenDataset(broken: -1), Patches, 0), 200))
        {
            foreach (var label in batch.Labels) counts[label]++;
        }

        // 1,000 draws among the three classes that are there, one of them on a single pixel of an image.
        Assert.All(counts[..3], n => Assert.InRange(n, 270, 400));
        Assert.All(counts[3..], n => Assert.Equal(0, n));
    }

    [Fact]
    public void Labels_without_a_single_class_are_refused()
    {
        var error = Assert.Throws<DataException>(() => new PatchLoader(new BrokenDataset(broken: -1, allIgnored: true), Patches, 0));
        Assert.Contains("every value is ignored", error.Message, StringComparison.Ordinal);
    }

    private static PrefetchingLoader Loader(bool patches, int start = 0, int threads = 1)
    {
        var dataset = new SyntheticDataset(Configuration.Synthetic);
        return patches ? new PatchLoader(dataset, Patches, start, threads) : new BatchLoader(dataset, Configuration, start, threads);
    }

    private static BatchLoader Segmentation(RunConfiguration configuration) => new(new SyntheticDataset(configuration.Synthetic), configuration, 0);

    private static TrainingBatch[] Take(PrefetchingLoader loader, int count)
    {
        using (loader) return [.. Enumerable.Range(0, count).Select(_ => loader.Next())];
    }

    private static void AssertSame(TrainingBatch[] expected, TrainingBatch[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.Stems, b.Stems);
            Assert.Equal(a.Labels, b.Labels);
            Assert.Equal(a.Images, b.Images);
        }
    }

    /// <summary>Seven images of two halves, with one pixel of a third class; one of them may be broken.</summary>
    private sealed class BrokenDataset(int broken, bool allIgnored = false) : IDataset
    {
        public string Name => "broken";

        public IReadOnlyList<DatasetClass> Classes { get; } = [.. Enumerable.Range(0, 10).Select(ClassFile.Unnamed)];

        public IReadOnlyList<string> Stems(Subset subset) => [.. Enumerable.Range(0, 7).Select(i => $"{i}")];

        public Sample Load(Subset subset, int index)
        {
            var labels = LoadLabels(subset, index);
            return new Sample($"{index}", new RgbImage(50, 60, [.. labels.Values.SelectMany(v => Enumerable.Repeat((byte)(10 * (v + 1)), 3))]), labels);
        }

        public LabelMap LoadLabels(Subset subset, int index)
        {
            if (index == broken) throw new DataException($"Label labels/{index}.png is broken.");
            if (allIgnored) return new LabelMap(50, 60, LabelMap.Ignored);
            var labels = new LabelMap(50, 60, [.. Enumerable.Range(0, 3000).Select(i => (byte)(i < 1500 ? 0 : 1))]);
            labels.Values[1000 + index] = 2;
            return labels;
        }

        public string ManifestOf(Subset subset) => "";
    }
}
