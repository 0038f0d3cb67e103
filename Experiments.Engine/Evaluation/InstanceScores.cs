using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>The pixels of one instance in one image.</summary>
/// <param name="Id">Its number in the instance image: class number · 1000 + number of the instance.</param>
/// <param name="Size">Pixels.</param>
/// <param name="Right">Of these, predicted as the instance's class.</param>
/// <param name="RightCategory">Of these, predicted as a class of its category.</param>
public readonly record struct InstanceCount(int Id, long Size, long Right, long RightCategory);

/// <summary>
/// Cityscapes' instance-level IoU: iIoU = iTP/(iTP + FP + iFN), where the pixels of an instance weigh average size of its
/// class / its own size, and false positives (from the confusion counts) weigh 1. Instances are the samples above 1000
/// of instance images, their class = sample / 1000. Cordts et al. 2016, arXiv:1604.01685, section 4.2.
/// </summary>
public sealed class InstanceScores
{
    private const int InstancesOfAClass = 1000;

    /// <summary>Average instance size in pixels of each Cityscapes class that has instances, by name, as its script states them.</summary>
    public static IReadOnlyDictionary<string, double> AverageSizes { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase)
    {
        ["bicycle"] = 4672.3249222261,
        ["caravan"] = 36771.8241758242,
        ["motorcycle"] = 6298.7200839748,
        ["rider"] = 3930.4788056518,
        ["bus"] = 35732.1511111111,
        ["train"] = 67583.7075812274,
        ["car"] = 12794.0202738185,
        ["person"] = 3462.4756337644,
        ["truck"] = 27855.1264367816,
        ["trailer"] = 16926.9763313609,
    };

    private readonly IReadOnlyList<DatasetClass> _classes;
    private readonly Dictionary<int, int> _classOf = [];
    private readonly double[] _right;
    private readonly double[] _wrong;
    private readonly double[] _rightCategory;
    private readonly double[] _wrongCategory;

    /// <summary>Creates empty sums.</summary>
    /// <param name="classes">
    /// The classes; those whose name has an average size have instances. Where any has a label id, instance images speak of
    /// label ids, else of indices.
    /// </param>
    public InstanceScores(IReadOnlyList<DatasetClass> classes)
    {
        _classes = classes;
        var byLabelId = classes.Any(c => c.LabelId is not null);
        for (var i = 0; i < classes.Count; i++)
        {
            if (HasInstances(i) && (byLabelId ? classes[i].LabelId : i) is { } number) _classOf[number] = i;
        }

        (_right, _wrong, _rightCategory, _wrongCategory) = (new double[classes.Count], new double[classes.Count], new double[classes.Count], new double[classes.Count]);
    }

    /// <summary>Adds the instances of one image.</summary>
    /// <param name="instances">Its instance image.</param>
    /// <param name="prediction">Predicted classes, of the same size.</param>
    /// <exception cref="DataException">The sizes differ.</exception>
    public void Add(RawLabels instances, LabelMap prediction) => Add(Count(instances, prediction));

    /// <summary>Adds what was counted in one image.</summary>
    /// <param name="counts">See <see cref="Count"/>.</param>
    public void Add(IReadOnlyList<InstanceCount> counts)
    {
        foreach (var (id, size, right, category) in counts)
        {
            var truth = _classOf[id / InstancesOfAClass];
            var weight = AverageSizes[_classes[truth].Name] / size;
            _right[truth] += right * weight;
            _wrong[truth] += (size - right) * weight;
            _rightCategory[truth] += category * weight;
            _wrongCategory[truth] += (size - category) * weight;
        }
    }

    /// <summary>Counts the pixels of an image's instances, in order of their numbers; adds nothing, so several threads may count.</summary>
    /// <param name="instances">Its instance image.</param>
    /// <param name="prediction">Predicted classes, of the same size.</param>
    /// <exception cref="DataException">The sizes differ.</exception>
    public IReadOnlyList<InstanceCount> Count(RawLabels instances, LabelMap prediction)
    {
        if (instances.Height != prediction.Height || instances.Width != prediction.Width)
            throw new DataException($"The instance image is {instances.Width}×{instances.Height} pixels and the prediction {prediction.Width}×{prediction.Height}: they must have one size; correct the file in data.validationInstances.");
        var found = new Dictionary<ushort, (long Size, long Right, long RightCategory)>();
        for (var i = 0; i < instances.Samples.Length; i++)
        {
            var id = instances.Samples[i];
            if (id <= InstancesOfAClass || !_classOf.TryGetValue(id / InstancesOfAClass, out var truth)) continue;
            var (size, right, category) = found.GetValueOrDefault(id);
            var predicted = prediction.Values[i];
            var isSameCategory = predicted < _classes.Count && _classes[truth].Category.Length > 0 && _classes[truth].Category == _classes[predicted].Category;
            found[id] = (size + 1, right + (predicted == truth ? 1 : 0), category + (isSameCategory ? 1 : 0));
        }

        return [.. found.OrderBy(f => f.Key).Select(f => new InstanceCount(f.Key, f.Value.Size, f.Value.Right, f.Value.RightCategory))];
    }

    /// <summary>Counts as plain numbers, four an instance: <see cref="InstanceCount"/>'s in order.</summary>
    public static IReadOnlyList<long> ToNumbers(IReadOnlyList<InstanceCount> counts) => [.. counts.SelectMany(c => new[] { c.Id, c.Size, c.Right, c.RightCategory })];

    /// <summary>Counts out of <see cref="ToNumbers"/>.</summary>
    public static IReadOnlyList<InstanceCount> FromNumbers(IReadOnlyList<long> numbers) =>
        [.. Enumerable.Range(0, numbers.Count / 4).Select(i => new InstanceCount((int)numbers[4 * i], numbers[(4 * i) + 1], numbers[(4 * i) + 2], numbers[(4 * i) + 3]))];

    /// <summary>iIoU of each class, 0 to 1; NaN for a class without instances, or one without a pixel on either side.</summary>
    /// <param name="confusion">Counts of the same images.</param>
    public IReadOnlyList<double> ClassScores(Confusion confusion) =>
    [
        .. Enumerable.Range(0, _classes.Count).Select(c => HasInstances(c) && _classOf.ContainsValue(c)
            ? Ratio(_right[c], _wrong[c], Column(confusion, c, t => t != c))
            : double.NaN),
    ];

    /// <summary>iIoU of each category all of whose classes have instances, 0 to 1.</summary>
    /// <param name="confusion">Counts of the same images.</param>
    public IReadOnlyDictionary<string, double> CategoryScores(Confusion confusion)
    {
        var members = Enumerable.Range(0, _classes.Count).Where(c => _classes[c].Category.Length > 0).GroupBy(c => _classes[c].Category, StringComparer.Ordinal);
        return members.Where(g => g.All(_classOf.ContainsValue)).ToDictionary(
            g => g.Key,
            g => Ratio(g.Sum(c => _rightCategory[c]), g.Sum(c => _wrongCategory[c]), g.Sum(c => Column(confusion, c, t => _classes[t].Category != g.Key))),
            StringComparer.Ordinal);
    }

    private bool HasInstances(int index) => AverageSizes.ContainsKey(_classes[index].Name);

    /// <summary>Pixels predicted as a class whose truth is one of the wanted ones.</summary>
    private static long Column(Confusion confusion, int prediction, Func<int, bool> wanted) =>
        Enumerable.Range(0, confusion.Classes).Where(wanted).Sum(t => confusion.Counts[(t * confusion.Classes) + prediction]);

    private static double Ratio(double right, double wrong, long falsePositives)
    {
        var all = right + wrong + falsePositives;
        return all == 0 ? double.NaN : right / all;
    }
}
