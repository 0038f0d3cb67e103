using Experiments.Engine.Datasets.Check;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Reads a whole data set once, on every core, and reports what is in it, what is wrong with it, and which mistake that
/// points to. The report is the same whatever the number of cores; memory does not grow with the images' size.
/// </summary>
public static class DatasetCheck
{
    // Images that are examined together; their results are put together in order after that.
    private const int Stretch = 128;

    /// <summary>Checks a data set; problems of the data are reported, not thrown.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="UsageException">The class file cannot be used, or there is nothing to check.</exception>
    public static DatasetReport Run(RunConfiguration configuration, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(configuration, null, progress, cancellation);

    /// <summary>The same, with pictures.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <param name="pictures">Folder to write pictures of a few images and their labels into; null for none.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="UsageException">The class file cannot be used, or there is nothing to check.</exception>
    public static DatasetReport Run(RunConfiguration configuration, string? pictures, IProgress<DatasetProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var source = CheckSource.Open(configuration);
        var set = new CheckedSet(configuration.Data, source);
        var steps = new Steps(progress, source.Count(Subset.Train) + source.Count(Subset.Validation));
        foreach (var tally in set.Subsets) Walk(source, tally, steps, cancellation);
        set.Duplicates = Duplicates.Find(set.Subsets);

        var problems = source.Problems.Concat(set.Subsets.SelectMany(s => s.Faulty).Where(f => f.Fault != FileFault.Value).Select(f => f.Reason)).ToList();
        var report = new DatasetReport(source.Name, "", source.Classes, [.. set.Subsets.Select(s => s.Report(source.ListHashOf(s.Subset)))], problems, [.. set.Subsets.SelectMany(s => s.OutOfRange)])
        {
            Findings = CheckRules.Find(set),
            Faulty = [.. source.Unpaired.Select(u => new FaultyImage(null, u.Stem, FileFault.Unpaired, u.Reason)), .. set.Subsets.SelectMany(s => s.Faulty)],
            Duplicates = set.Duplicates,
        };
        if (report.IsSound) report = report with { Manifest = DatasetFactory.ManifestOf(subset => source.ManifestOf(subset, set.HashOf)) };
        return report with { Subsets = [.. report.Subsets.Zip(set.Subsets, (r, tally) => r with { Samples = Samples.Choose(source, tally, pictures) })] };
    }

    private static void Walk(CheckSource source, SubsetTally tally, Steps steps, CancellationToken cancellation)
    {
        var count = source.Count(tally.Subset);
        var found = new ImageFacts[Stretch];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        for (var start = 0; start < count; start += Stretch)
        {
            var (first, size) = (start, Math.Min(Stretch, count - start));
            Parallel.For(0, size, parallel, i =>
            {
                found[i] = source.Examine(tally.Subset, first + i, CloseLook.Wants(first + i, count));
                steps.Done();
            });
            foreach (var facts in found.AsSpan(0, size)) tally.Add(facts);
        }
    }

    /// <summary>Counts images and tells about them, one at a time.</summary>
    private sealed class Steps(IProgress<DatasetProgress>? progress, int total)
    {
        private readonly Lock _lock = new();
        private int _done;

        public void Done()
        {
            lock (_lock) progress?.Report(new DatasetProgress(++_done, total));
        }
    }
}
