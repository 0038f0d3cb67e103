using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Reads a whole set of class folders and reports what is in it and what is wrong with it. In the report a class's
/// pixels are those of its images.
/// </summary>
internal static class ClassFolderCheck
{
    /// <summary>Checks; problems of the data are reported, not thrown.</summary>
    /// <exception cref="UsageException">There is no root folder.</exception>
    public static DatasetReport Run(DataSettings settings, IProgress<DatasetProgress>? progress, CancellationToken cancellation)
    {
        var dataset = ClassFolderDataset.OpenLeniently(settings);
        var problems = dataset.Problems.ToList();
        var total = Enum.GetValues<Subset>().Sum(s => dataset.Stems(s).Count);
        var done = 0;
        var subsets = new List<SubsetReport>();
        foreach (var subset in Enum.GetValues<Subset>())
        {
            var (pixels, images) = (new long[dataset.Classes.Count], new int[dataset.Classes.Count]);
            var sizes = new SortedDictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < dataset.Stems(subset).Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var image = dataset.Load(subset, i);
                    pixels[image.Class] += (long)image.Image.Height * image.Image.Width;
                    images[image.Class]++;
                    var size = string.Create(CultureInfo.InvariantCulture, $"{image.Image.Width}×{image.Image.Height}");
                    sizes[size] = sizes.GetValueOrDefault(size) + 1;
                }
                catch (DataException e)
                {
                    problems.Add(e.Message);
                }

                progress?.Report(new DatasetProgress(++done, total));
            }

            subsets.Add(new SubsetReport(subset, dataset.Stems(subset).Count, images.Sum(), sizes, pixels, images, 0));
        }

        return new DatasetReport(dataset.Name, problems.Count == 0 ? DatasetFactory.ManifestOf(dataset) : "", dataset.Classes, subsets, problems, []);
    }
}
