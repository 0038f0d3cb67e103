using System.Globalization;

namespace Experiments.Engine.Schema;

/// <summary>Reads <c>data.labelMap</c>: stored label values and the classes that they mean.</summary>
public static class LabelMapText
{
    private const int LargestStored = 65535;
    private const int LargestClass = 254;

    /// <summary>Stored value to class.</summary>
    /// <param name="entries">Such as <c>7=0</c>; several stored values may mean one class.</param>
    /// <exception cref="UsageException">Every entry that is no such pair, or names a stored value again.</exception>
    public static IReadOnlyDictionary<int, int> Parse(IReadOnlyList<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var (map, problems) = Read(entries);
        return problems.Count == 0 ? map : throw new UsageException(problems);
    }

    /// <summary>What is wrong with the map, alone and beside the ignored values.</summary>
    internal static IEnumerable<string> Problems(DataSettings data)
    {
        var (map, problems) = Read(data.LabelMap);
        foreach (var problem in problems) yield return problem;
        foreach (var stored in data.IgnoreLabels.Distinct().Where(map.ContainsKey).Order())
            yield return $"data.labelMap makes {stored} the class {map[stored]}, and data.ignoreLabels has {stored} too: a value is a class or ignored; take it out of one of them.";
    }

    private static (SortedDictionary<int, int> Map, List<string> Problems) Read(IReadOnlyList<string> entries)
    {
        var map = new SortedDictionary<int, int>();
        var problems = new List<string>();
        foreach (var entry in entries)
        {
            var parts = entry.Split('=', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !TryRead(parts[0], LargestStored, out var stored) || !TryRead(parts[1], LargestClass, out var index))
                problems.Add($"data.labelMap has \"{entry}\": an entry is a stored value of 0 to {LargestStored} and its class of 0 to {LargestClass}, such as 7=0; separate entries by commas.");
            else if (!map.TryAdd(stored, index))
                problems.Add($"data.labelMap has the stored value {stored} twice, as class {map[stored]} and as class {index}: a value means one class; keep one entry.");
        }

        return (map, problems);
    }

    private static bool TryRead(string text, int largest, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= largest;
}
