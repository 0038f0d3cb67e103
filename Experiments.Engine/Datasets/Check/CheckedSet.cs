using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check;

/// <summary>All that is known of a data set once every file was read: what the rules look at.</summary>
internal sealed class CheckedSet
{
    private const int Named = 3;

    private readonly Lazy<IReadOnlyList<StoredValue>> _stored;
    private readonly Lazy<Dictionary<string, string>> _hashes;

    /// <summary>Starts with nothing read.</summary>
    /// <param name="settings">Settings of the data.</param>
    /// <param name="source">The opened set.</param>
    public CheckedSet(DataSettings settings, CheckSource source)
    {
        (Settings, Classes, HasLabels) = (settings, source.Classes, source.HasLabels);
        Subsets = [new SubsetTally(Subset.Train, Classes.Count, HasLabels), new SubsetTally(Subset.Validation, Classes.Count, HasLabels)];
        _stored = new(() => [.. Subsets.SelectMany(s => s.Stored).GroupBy(v => v.Value).Order(Comparer<IGrouping<int, StoredValue>>.Create((a, b) => a.Key.CompareTo(b.Key)))
            .Select(g => new StoredValue(g.Key, g.Sum(v => v.Pixels), g.Sum(v => v.Images), g.First().Example))]);
        _hashes = new(() => Subsets.SelectMany(s => s.Facts)
            .SelectMany(f => new[] { (f.ImagePath, f.ImageHash), (f.LabelPath, f.LabelHash) })
            .DistinctBy(f => f.Item1, StringComparer.Ordinal)
            .ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal));
    }

    /// <summary>Settings of the data.</summary>
    public DataSettings Settings { get; }

    /// <summary>Classes, in index order.</summary>
    public IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>Whether pixels have classes; otherwise images have.</summary>
    public bool HasLabels { get; }

    /// <summary>Training, then validation.</summary>
    public IReadOnlyList<SubsetTally> Subsets { get; }

    /// <summary>Images with the same pixels.</summary>
    public IReadOnlyList<DuplicateImages> Duplicates { get; set; } = [];

    /// <summary>Whether the classes were counted from the labels, so that no value can be out of range.</summary>
    public bool AreClassesDerived => Settings.Dataset == DatasetName.Folder && Settings.ClassesFile.Length == 0 && Settings.LabelMap.Count == 0;

    /// <summary>Whether the stored values are meant to be the classes themselves; official sets map them.</summary>
    public bool StoresClasses => HasLabels && Settings.Dataset == DatasetName.Folder && !Subsets.Any(s => s.IsMapped);

    /// <summary>What the label files of both subsets store, ascending.</summary>
    public IReadOnlyList<StoredValue> Stored => _stored.Value;

    /// <summary>Stored values that are not ignored.</summary>
    public IReadOnlyList<StoredValue> Counting => [.. Stored.Where(v => !Settings.IgnoreLabels.Contains(v.Value))];

    /// <summary>Stored values that are neither classes nor ignored.</summary>
    public IReadOnlyList<StoredValue> Strange => [.. Stored.Where(v => Subsets.Any(s => s.Strange.Contains(v.Value)))];

    /// <summary>Facts of both subsets.</summary>
    public IEnumerable<ImageFacts> Facts => Subsets.SelectMany(s => s.Facts);

    /// <summary>SHA-256 of a file of the set.</summary>
    public string HashOf(string path) => _hashes.Value.TryGetValue(path, out var hash) ? hash : FileHash.Of(path);

    /// <summary>Share of some values among all that are not ignored, 0 to 1.</summary>
    public double ShareOf(Func<int, bool> values)
    {
        double all = 0, some = 0;
        foreach (var value in Counting)
        {
            all += value.Pixels;
            if (values(value.Value)) some += value.Pixels;
        }

        return all == 0 ? 0 : some / all;
    }

    /// <summary>A value with its weight and a file that has it.</summary>
    public string Describe(StoredValue value) => string.Create(
        CultureInfo.InvariantCulture, $"value {value.Value}: {value.Pixels} pixels ({ShareOf(v => v == value.Value):P1}) in {Show.Count(value.Images, "label")}, for example {Path.GetFileName(value.Example)}");

    /// <summary>A list that names its first few.</summary>
    public static string Few(IReadOnlyList<string> names, int atMost = Named) =>
        string.Join(", ", names.Take(atMost)) + (names.Count > atMost ? $" and {names.Count - atMost} more" : "");
}

/// <summary>Numbers in sentences.</summary>
internal static class Show
{
    /// <summary>A number with its noun: <c>1 image</c>, <c>2 images</c>.</summary>
    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Whole numbers as ranges: 0-3, 7, 255.</summary>
    public static string Ranges(IEnumerable<int> ascending)
    {
        var parts = new List<(int First, int Last)>();
        foreach (var n in ascending)
        {
            if (parts.Count > 0 && parts[^1].Last == n - 1) parts[^1] = (parts[^1].First, n);
            else parts.Add((n, n));
        }

        const int most = 12;
        var text = string.Join(", ", parts.Take(most).Select(p => p.First == p.Last ? $"{p.First}" : p.Last == p.First + 1 ? $"{p.First}, {p.Last}" : $"{p.First}-{p.Last}"));
        return parts.Count > most ? $"{text}, ... {parts[^1].Last}" : text;
    }
}
