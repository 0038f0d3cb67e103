using System.Globalization;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>How far a walk over a data set is.</summary>
/// <param name="Done">Images done.</param>
/// <param name="Total">Images in all.</param>
public sealed record DatasetProgress(int Done, int Total);

/// <summary>What a check found in one subset.</summary>
/// <param name="Subset">Subset.</param>
/// <param name="Images">Number of pairs of image and label.</param>
/// <param name="Readable">Number of them that could be read.</param>
/// <param name="Sizes">How many images have which size ("480×360").</param>
/// <param name="ClassPixels">Pixels of each class, in index order.</param>
/// <param name="ClassImages">Images that have each class, in index order.</param>
/// <param name="IgnoredPixels">Pixels with an ignored value.</param>
public sealed record SubsetReport(
    Subset Subset, int Images, int Readable, IReadOnlyDictionary<string, int> Sizes,
    IReadOnlyList<long> ClassPixels, IReadOnlyList<int> ClassImages, long IgnoredPixels);

/// <summary>What a check of a data set found; serialisable with <see cref="SchemaJson"/>.</summary>
/// <param name="Name">Data set.</param>
/// <param name="Manifest">Hash over both subsets; empty where problems were found.</param>
/// <param name="Classes">Classes, in index order.</param>
/// <param name="Subsets">Training and validation.</param>
/// <param name="Problems">Missing folders and partners, empty splits, unreadable files: one sentence each.</param>
/// <param name="OutOfRange">Label values that are neither a class nor ignored.</param>
public sealed record DatasetReport(
    string Name, string Manifest, IReadOnlyList<DatasetClass> Classes, IReadOnlyList<SubsetReport> Subsets,
    IReadOnlyList<string> Problems, IReadOnlyList<OutOfRangeValue> OutOfRange)
{
    /// <summary>Whether the data set can be trained on as it is.</summary>
    public bool IsSound => Problems.Count == 0 && OutOfRange.Count == 0;

    /// <summary>The report as lines of text: subsets, a table of classes, problems.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string> { $"{Name}: {Classes.Count} classes" };
        foreach (var subset in Subsets)
        {
            var sizes = string.Join(", ", subset.Sizes.OrderByDescending(s => s.Value).Take(5).Select(s => $"{s.Value} of {s.Key}"));
            lines.Add($"{SettingDescriptor.NameOf(subset.Subset)}: {subset.Images} images, {subset.Readable} readable ({sizes})");
        }

        lines.Add("");
        lines.Add($"{"class",-24}{string.Concat(Subsets.Select(s => $"{SettingDescriptor.NameOf(s.Subset) + " pixels",20}{"images",8}"))}");
        for (var c = 0; c < Classes.Count; c++)
            lines.Add(Row($"{c} {Classes[c].Name}", s => s.ClassPixels[c], s => s.ClassImages[c].ToString(CultureInfo.InvariantCulture)));
        lines.Add(Row("ignored", s => s.IgnoredPixels, _ => ""));
        if (!IsSound) lines.Add("");
        lines.AddRange(Problems);
        lines.AddRange(OutOfRange.Select(v => $"{v.File}: value {v.Value} at {v.Pixels} pixels is no class and not ignored."));
        lines.Add("");
        lines.Add(IsSound ? $"Sound. Manifest {Manifest}" : $"{Problems.Count + OutOfRange.Count} problems.");
        return lines;
    }

    private string Row(string heading, Func<SubsetReport, long> pixels, Func<SubsetReport, string> images) =>
        $"{heading,-24}{string.Concat(Subsets.Select(s => string.Create(CultureInfo.InvariantCulture, $"{$"{pixels(s)} ({Share(s, pixels(s)):P1})",20}{images(s),8}")))}";

    private static double Share(SubsetReport subset, long pixels)
    {
        var all = subset.ClassPixels.Sum() + subset.IgnoredPixels;
        return all == 0 ? 0 : (double)pixels / all;
    }
}

/// <summary>Reads a whole data set and reports what is in it and what is wrong with it.</summary>
public static class DatasetCheck
{
    /// <summary>Checks a data set; problems of the data are reported, not thrown.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="UsageException">The class file cannot be used, or there is nothing to check.</exception>
    public static DatasetReport Run(RunConfiguration configuration, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Data.Dataset == DatasetName.ClassFolders) return ClassFolderCheck.Run(configuration.Data, progress, cancellation);
        var files = configuration.Data.Dataset != DatasetName.Synthetic ? FileDataset.OpenLeniently(configuration.Data) : null;
        var dataset = files ?? DatasetFactory.Open(configuration);
        var problems = new List<string>(files?.Problems ?? []);
        var outOfRange = new List<OutOfRangeValue>();
        var total = dataset.Stems(Subset.Train).Count + dataset.Stems(Subset.Validation).Count;
        var subsets = new List<SubsetReport>();
        var done = 0;
        foreach (var subset in Enum.GetValues<Subset>())
        {
            var tally = new Tally(dataset.Classes.Count);
            for (var i = 0; i < dataset.Stems(subset).Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var (labels, wrong) = files?.Inspect(subset, i) ?? (dataset.LoadLabels(subset, i), []);
                    outOfRange.AddRange(wrong);
                    tally.Add(labels, wrong.Sum(w => w.Pixels));
                }
                catch (DataException e)
                {
                    problems.Add(e.Message);
                }

                progress?.Report(new DatasetProgress(++done, total));
            }

            subsets.Add(tally.Report(subset, dataset.Stems(subset).Count));
        }

        var isSound = problems.Count == 0 && outOfRange.Count == 0;
        return new DatasetReport(dataset.Name, isSound ? DatasetFactory.ManifestOf(dataset) : "", dataset.Classes, subsets, problems, outOfRange);
    }

    private sealed class Tally(int classCount)
    {
        private readonly long[] _pixels = new long[classCount];
        private readonly int[] _images = new int[classCount];
        private readonly SortedDictionary<string, int> _sizes = new(StringComparer.Ordinal);
        private long _ignored;
        private int _readable;

        public void Add(LabelMap labels, long outOfRange)
        {
            Span<long> counts = stackalloc long[256];
            counts.Clear();
            foreach (var value in labels.Values) counts[value]++;
            for (var c = 0; c < classCount; c++)
            {
                _pixels[c] += counts[c];
                if (counts[c] > 0) _images[c]++;
            }

            // Values out of range come as ignored, but they are no such thing.
            _ignored += counts[LabelMap.Ignored] - outOfRange;
            var size = string.Create(CultureInfo.InvariantCulture, $"{labels.Width}×{labels.Height}");
            _sizes[size] = _sizes.GetValueOrDefault(size) + 1;
            _readable++;
        }

        public SubsetReport Report(Subset subset, int images) => new(subset, images, _readable, _sizes, _pixels, _images, _ignored);
    }
}
