using System.Globalization;
using System.Text;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>What the values stored in a data set's label files mean.</summary>
/// <param name="ClassCount">Number of classes, 1 to 255.</param>
/// <param name="Map">Stored value to class index; null where stored values are class indices.</param>
/// <param name="Ignored">Stored values that count for nothing.</param>
internal sealed record LabelRule(int ClassCount, IReadOnlyDictionary<int, int>? Map, IReadOnlySet<int> Ignored)
{
    /// <summary>The class of a stored value; null for a value that is ignored or unknown.</summary>
    public int? ClassOf(int stored)
    {
        if (Ignored.Contains(stored)) return null;
        if (Map is null) return stored < ClassCount ? stored : null;
        return Map.TryGetValue(stored, out var index) && index < ClassCount ? index : null;
    }

    /// <summary>
    /// A prediction in the encoding of the label files: for each class the smallest stored value that means it.
    /// </summary>
    /// <param name="prediction">Class indices.</param>
    /// <exception cref="UsageException">A class has no stored value of 8 bits.</exception>
    public LabelMap Encode(LabelMap prediction)
    {
        if (Map is null) return prediction;
        var stored = new byte[ClassCount];
        for (var c = 0; c < ClassCount; c++)
        {
            var values = Map.Where(m => m.Value == c).Select(m => m.Key).ToList();
            if (values.Count == 0 || values.Min() > byte.MaxValue)
                throw new UsageException($"Class {c} has no stored value of 0 to 255 in data.labelMap, so predictions cannot be written as this data set's labels; give it one.");
            stored[c] = (byte)values.Min();
        }

        return prediction with { Values = Array.ConvertAll(prediction.Values, index => stored[index]) };
    }

    /// <summary>The rule as lines of a manifest: ignored values, and the map where there is one.</summary>
    public void AppendTo(StringBuilder manifest)
    {
        foreach (var value in Ignored.Order()) manifest.Append(CultureInfo.InvariantCulture, $"ignore {value}\n");
        if (Map is null) return;
        foreach (var (stored, index) in Map.OrderBy(m => m.Key)) manifest.Append(CultureInfo.InvariantCulture, $"map {stored} {index}\n");
    }

    /// <summary>The values that are classes, for a message: <c>0 to 10</c>, or a list.</summary>
    public string DescribeClasses()
    {
        if (Map is null) return $"0 to {ClassCount - 1}";
        var stored = Map.Keys.Order().ToList();
        return stored.Count > 1 && stored[^1] - stored[0] == stored.Count - 1 ? $"{stored[0]} to {stored[^1]}" : string.Join(", ", stored);
    }
}
