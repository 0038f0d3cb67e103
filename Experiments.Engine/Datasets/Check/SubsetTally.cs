using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check;

/// <summary>Puts the facts of a subset's images together, in order. Not for concurrent use.</summary>
/// <param name="subset">Subset.</param>
/// <param name="classCount">Number of classes.</param>
/// <param name="hasLabels">Whether pixels have classes.</param>
internal sealed class SubsetTally(Subset subset, int classCount, bool hasLabels)
{
    private const int ValuesNamed = 8;

    private readonly long[] _pixels = new long[classCount];
    private readonly int[] _images = new int[classCount];
    private readonly SortedDictionary<string, int> _sizes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, StoredValue> _stored = [];
    private readonly List<ImageFacts> _facts = [];
    private readonly List<FaultyImage> _faulty = [];
    private readonly List<OutOfRangeValue> _outOfRange = [];
    private readonly List<string> _allIgnored = [];
    private readonly List<string> _oneClass = [];
    private long _ignored;
    private long _strange;
    private int _readable;

    public Subset Subset => subset;

    /// <summary>The subset's name in settings and messages.</summary>
    public string Name { get; } = SettingDescriptor.NameOf(subset);

    /// <summary>What is remembered of each image, in order; without the values of its label.</summary>
    public IReadOnlyList<ImageFacts> Facts => _facts;

    /// <summary>Classes of each image, in index order; beside <see cref="Facts"/>.</summary>
    public List<int[]> ClassesOf { get; } = [];

    /// <summary>Faulty images, in order.</summary>
    public IReadOnlyList<FaultyImage> Faulty => _faulty;

    /// <summary>Values out of range, by file.</summary>
    public IReadOnlyList<OutOfRangeValue> OutOfRange => _outOfRange;

    /// <summary>Values of the label files, ascending.</summary>
    public IReadOnlyCollection<StoredValue> Stored => _stored.Values;

    /// <summary>Values that are neither classes nor ignored.</summary>
    public SortedSet<int> Strange { get; } = [];

    /// <summary>Values that stand for a class of another number.</summary>
    public bool IsMapped { get; private set; }

    /// <summary>Label files that could be read.</summary>
    public int Labels { get; private set; }

    /// <summary>Images without a pixel that counts.</summary>
    public IReadOnlyList<string> AllIgnored => _allIgnored;

    /// <summary>Images with one class alone.</summary>
    public IReadOnlyList<string> OneClass => _oneClass;

    /// <summary>Pixels of each class.</summary>
    public IReadOnlyList<long> ClassPixels => _pixels;

    /// <summary>Adds the next image.</summary>
    public void Add(ImageFacts facts)
    {
        AddStored(facts);
        foreach (var (fault, reason) in facts.Faults) _faulty.Add(new FaultyImage(subset, facts.Stem, fault, reason));
        AddStrange(facts);
        if (facts.IsReadable) AddReadable(facts);
        ClassesOf.Add(facts.IsReadable ? [.. facts.Stored.Where(v => v.Class >= 0).Select(v => v.Class).Distinct().Order()] : []);
        _facts.Add(facts with { Stored = [] });
    }

    /// <summary>What the report says of the subset.</summary>
    /// <param name="imageList">Hash of its stems.</param>
    public SubsetReport Report(string imageList) => new(subset, _facts.Count, _readable, _sizes, _pixels, _images, _ignored)
    {
        OutOfRangePixels = _strange,
        ImageList = imageList,
        Stored = hasLabels ? [.. _stored.Values] : [],
        AllIgnored = _allIgnored,
        OneClass = _oneClass,
    };

    private void AddStored(ImageFacts facts)
    {
        if (facts.Stored.Count > 0) Labels++;
        foreach (var (value, pixels, meaning, isOutOfRange) in facts.Stored)
        {
            _stored[value] = _stored.TryGetValue(value, out var known)
                ? known with { Pixels = known.Pixels + pixels, Images = known.Images + 1 }
                : new StoredValue(value, pixels, 1, facts.LabelPath);
            if (isOutOfRange) Strange.Add(value);
            IsMapped |= meaning >= 0 && meaning != value;
        }
    }

    private void AddStrange(ImageFacts facts)
    {
        var strange = facts.Stored.Where(v => v.IsOutOfRange).ToList();
        if (strange.Count == 0) return;
        var named = strange.OrderByDescending(v => v.Pixels).Take(ValuesNamed).OrderBy(v => v.Value).ToList();
        _outOfRange.AddRange(named.Select(v => new OutOfRangeValue(facts.LabelPath, v.Value, v.Pixels)));
        var more = strange.Count > ValuesNamed ? $" and {strange.Count - ValuesNamed} more" : "";
        _faulty.Add(new FaultyImage(subset, facts.Stem, FileFault.Value, string.Create(
            CultureInfo.InvariantCulture,
            $"Label {facts.LabelPath} has values that are no class and not ignored, at {strange.Sum(v => v.Pixels)} pixels: {string.Join(", ", named.Select(v => v.Value))}{more}.")));
    }

    private void AddReadable(ImageFacts facts)
    {
        foreach (var value in facts.Stored)
        {
            if (value.IsOutOfRange) _strange += value.Pixels;
            else if (value.IsIgnored) _ignored += value.Pixels;
            else _pixels[value.Class] += value.Pixels;
        }

        var classes = facts.Stored.Where(v => v.Class >= 0).Select(v => v.Class).Distinct().ToList();
        foreach (var index in classes) _images[index]++;
        if (hasLabels && facts.Stored.All(v => v.IsIgnored)) _allIgnored.Add(facts.Stem);
        if (hasLabels && classes.Count == 1 && !facts.Stored.Any(v => v.IsOutOfRange)) _oneClass.Add(facts.Stem);
        var size = facts.Size.ToString();
        _sizes[size] = _sizes.GetValueOrDefault(size) + 1;
        _readable++;
    }
}
