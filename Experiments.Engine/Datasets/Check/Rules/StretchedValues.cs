namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>Class indices spread over the grey scale so that a person sees them: 0, 85, 170, 255, or 0, 20, 40, 60.</summary>
internal sealed class StretchedValues : ICheckRule
{
    private const int LeastStep = 5;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (set.Strange.Count == 0 && !set.AreClassesDerived) return null;
        var values = set.Stored.Select(v => v.Value).ToList();
        if (values.Count < 3 || values[0] != 0 || values[^1] > 255) return null;
        if (!IsWholeScale(values) && !IsEvenlyStepped(values)) return null;
        return new DatasetFinding(
            "stretched-values", FindingWeight.Wrong,
            "The labels were stretched to be seen: their values are evenly spread grey levels, not class indices.",
            [$"values found: {Show.Ranges(values)}", set.Describe(set.Stored[^1])],
            $"Divide them back: {string.Join(", ", values.Take(8).Select((v, i) => $"{v} becomes {i}"))}{(values.Count > 8 ? ", ..." : "")}.");
    }

    /// <summary>0 to 255 in equal parts, rounded either way.</summary>
    private static bool IsWholeScale(List<int> values) =>
        values[^1] == 255 && values.Select((v, i) => Math.Abs(v - (255.0 * i / (values.Count - 1)))).All(d => d <= 1);

    /// <summary>Multiples of one step, most of them there.</summary>
    private static bool IsEvenlyStepped(List<int> values)
    {
        var counting = values.Where(v => v != 255).ToList();
        var step = counting.Aggregate(0, Divisor);
        return step >= LeastStep && counting.Count >= 3 && counting.Count >= (counting[^1] / step) / 2;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
