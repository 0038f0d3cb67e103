using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// Pictures of what a training sees: the batches of the very loader that it uses, with mean and std taken out again. The same seed and
/// settings give the same pictures as the run is given.
/// </summary>
public static class TrainingCrops
{
    /// <summary>Most crops of a report.</summary>
    public const int Most = 64;

    private const int StripeWidth = 6;

    /// <summary>Writes the first crops of a training as PNG files.</summary>
    /// <param name="configuration">Data set, seed, batch size, crop and augmentation count.</param>
    /// <param name="count">How many, 1 to <see cref="Most"/>.</param>
    /// <param name="folder">Folder to write into.</param>
    /// <param name="progress">Told after each crop: done, total.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The data set cannot be opened, or its labels are of another kind than the task learns.</exception>
    /// <exception cref="DataException">A file of it cannot be used.</exception>
    public static TrainingCropsReport Write(RunConfiguration configuration, int count, string folder, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        var dataset = DatasetFactory.OpenAny(configuration);
        var crops = new List<TrainingCrop>(count);
        using var loader = TrainingLoader.Create(dataset, configuration, 0);
        while (crops.Count < count)
        {
            var batch = loader.Next();
            for (var position = 0; position < batch.Stems.Count && crops.Count < count; position++)
            {
                cancellation.ThrowIfCancellationRequested();
                crops.Add(WriteOne(batch, position, configuration, dataset.Classes, folder, $"crop-{crops.Count:00}"));
                progress?.Invoke(crops.Count, count);
            }
        }

        return new TrainingCropsReport(configuration.Seed, configuration.Training.Crop, dataset.Classes, crops);
    }

    /// <summary>The picture of one crop of a batch: what the network is given, with std and mean taken out and rounded to bytes.</summary>
    /// <param name="batch">Batch.</param>
    /// <param name="position">Position in it.</param>
    /// <param name="crop">Side of a crop in pixels.</param>
    /// <param name="data">Mean and std.</param>
    public static RgbImage ImageOf(TrainingBatch batch, int position, int crop, DataSettings data)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(data);
        var plane = crop * crop;
        var values = batch.Images.AsSpan(position * 3 * plane, 3 * plane);
        var image = new RgbImage(crop, crop);
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, std) = (data.Mean[channel], data.Std[channel]);
            for (var i = 0; i < plane; i++) image.Pixels[(3 * i) + channel] = (byte)Math.Clamp(Math.Round((values[(channel * plane) + i] * std) + mean), 0, 255);
        }

        return image;
    }

    private static TrainingCrop WriteOne(TrainingBatch batch, int position, RunConfiguration configuration, IReadOnlyList<DatasetClass> classes, string folder, string name)
    {
        var (crop, stem) = (configuration.Training.Crop, batch.Stems[position]);
        PngFile.WriteRgb(Path.Combine(folder, $"{name}.png"), ImageOf(batch, position, crop, configuration.Data));
        if (batch.Labels.Length == batch.Stems.Count) return new TrainingCrop(stem, $"{name}.png", "", classes[(int)batch.Labels[position]].Name, 0);
        var labels = batch.Labels.AsSpan(position * crop * crop, crop * crop);
        PngFile.WriteRgb(Path.Combine(folder, $"{name}-labels.png"), Coloured(labels, crop, classes));
        return new TrainingCrop(stem, $"{name}.png", $"{name}-labels.png", "", (double)labels.Count(LabelMap.Ignored) / labels.Length);
    }

    /// <summary>Classes in their colours; what has none is hatched in greys that no class has by accident.</summary>
    private static RgbImage Coloured(ReadOnlySpan<long> labels, int crop, IReadOnlyList<DatasetClass> classes)
    {
        var image = new RgbImage(crop, crop);
        for (var i = 0; i < labels.Length; i++)
        {
            var pixel = image.Pixels.AsSpan(3 * i, 3);
            if (labels[i] >= classes.Count) pixel.Fill(((i / crop) + (i % crop)) / StripeWidth % 2 == 0 ? (byte)70 : (byte)150);
            else (pixel[0], pixel[1], pixel[2]) = (classes[(int)labels[i]].Red, classes[(int)labels[i]].Green, classes[(int)labels[i]].Blue);
        }

        return image;
    }
}
