using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>The metrics of <see cref="MetricNames"/>, computed from counts that are summed over the data set.</summary>
public static class FurtherMetrics
{
    /// <summary>Name → value, 0 to 1; what is not a number is left out, and so is what the data set does not give.</summary>
    /// <param name="confusion">Counts over the data set.</param>
    /// <param name="rule">The protocol's absent-class rule, for the ADE score.</param>
    /// <param name="classes">The classes with their categories.</param>
    /// <param name="instances">Sums over the instances; null without instance images.</param>
    public static IReadOnlyDictionary<string, double> Of(Confusion confusion, AbsentClassRule rule, IReadOnlyList<DatasetClass> classes, InstanceScores? instances)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        void Put(string name, double value)
        {
            if (double.IsFinite(value)) metrics[name] = value;
        }

        foreach (var each in Enum.GetValues<AbsentClassRule>()) Put(MetricNames.MeanIoU(each), confusion.MeanIoU(each));
        Put(MetricNames.FrequencyWeightedIoU, confusion.FrequencyWeightedIoU());
        Put(MetricNames.AdeScore, (confusion.PixelAccuracy() + confusion.MeanIoU(rule)) / 2);

        var categories = classes.Select(c => c.Category).Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (categories.Count > 0)
        {
            // Classes without a category are one more group, which has errors like any other but no score.
            var groups = classes.Select(c => c.Category.Length > 0 ? categories.IndexOf(c.Category) : categories.Count);
            var scores = confusion.Grouped([.. groups], categories.Count + 1).ClassIoU().Take(categories.Count).ToList();
            Put(MetricNames.CategoryMeanIoU, MeanOfNumbers(scores));
            foreach (var (category, value) in categories.Zip(scores)) Put(MetricNames.CategoryIoU(category), value);
        }

        if (instances is null) return metrics;
        var ofClasses = instances.ClassScores(confusion);
        Put(MetricNames.InstanceIoU, MeanOfNumbers(ofClasses));
        Put(MetricNames.CategoryInstanceIoU, MeanOfNumbers(instances.CategoryScores(confusion).Values));
        foreach (var (owner, value) in classes.Zip(ofClasses)) Put(MetricNames.ClassInstanceIoU(owner.Name), value);
        return metrics;
    }

    private static double MeanOfNumbers(IEnumerable<double> values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
