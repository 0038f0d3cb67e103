using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Writes a data set as folders that the folder reader reads back: the same stems, pixels, labels and classes.</summary>
public static class DatasetRenderer
{
    /// <summary>Name of the class file, relative to the folder.</summary>
    public const string ClassesFile = "classes.csv";

    /// <summary>
    /// Writes <c>images/{train,val}/*.png</c>, <c>labels/{train,val}/*.png</c> (palette PNGs: the indices are the
    /// classes, 255 is ignored) and <c>classes.csv</c>. The folder must be empty or not exist.
    /// </summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <param name="outDir">Folder to write into.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the work; what is written stays.</param>
    /// <returns>The settings that read the folder.</returns>
    /// <exception cref="UsageException">The data set cannot be opened, or the folder is not empty.</exception>
    /// <exception cref="DataException">An image or a label cannot be used.</exception>
    public static DataSettings Render(RunConfiguration configuration, string outDir, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var root = Path.GetFullPath(outDir);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
            throw new UsageException($"The folder {root} is not empty: stale images would become part of the data set; give a new folder, or empty it.");
        var dataset = DatasetFactory.Open(configuration);
        var settings = configuration.Data with
        {
            Dataset = DatasetName.Folder,
            DisplayName = dataset.Name,
            Root = root,
            ClassesFile = ClassesFile,
            IgnoreLabels = [LabelMap.Ignored],
            // What is written are class indices of the chosen images, and no instances.
            LabelMap = [],
            LeaveOut = "",
            ValidationInstances = "",
            SbdRoot = "",
            AllowIncomplete = false,
            Manifest = "",
            TrainListSha256 = "",
            ValidationListSha256 = "",
            TrainImages = "images/train",
            TrainLabels = "labels/train",
            TrainList = "",
            TrainLimit = 0,
            ValidationImages = "images/val",
            ValidationLabels = "labels/val",
            ValidationList = "",
            ValidationLimit = 0,
        };
        ClassFile.Write(Path.Combine(root, ClassesFile), dataset.Classes);
        var total = dataset.Stems(Subset.Train).Count + dataset.Stems(Subset.Validation).Count;
        var done = 0;
        foreach (var subset in Enum.GetValues<Subset>())
        {
            var (images, labels) = subset == Subset.Train
                ? (settings.TrainImages, settings.TrainLabels)
                : (settings.ValidationImages, settings.ValidationLabels);
            for (var i = 0; i < dataset.Stems(subset).Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var sample = dataset.Load(subset, i);
                PngFile.WriteRgb(Path.Combine(root, images, $"{sample.Stem}.png"), sample.Image);
                PngFile.WritePalette(Path.Combine(root, labels, $"{sample.Stem}.png"), sample.Labels, dataset.Classes);
                progress?.Report(new DatasetProgress(++done, total));
            }
        }

        return settings;
    }
}
