using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>Seeds as a person types them: numbers and ranges separated by commas, <c>0-2, 7</c>.</summary>
public static class SeedList
{
    /// <summary>Most seeds of one configuration.</summary>
    public const int Most = 1000;

    /// <summary>Reads the seeds, in the order given.</summary>
    /// <exception cref="UsageException">Not a list of seeds, none, one twice, or too many.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        var seeds = new List<int>();
        foreach (var part in text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (first, last) = Range(part);
            if ((long)last - first >= Most || seeds.Count + (last - first + 1) > Most)
                throw new UsageException($"Seeds \"{text}\" are more than {Most}: give fewer.");
            seeds.AddRange(Enumerable.Range(first, last - first + 1));
        }

        if (seeds.Count == 0) throw new UsageException("Seeds are empty: give at least one, for example 0-2 or 0, 1, 2.");
        var twice = seeds.GroupBy(s => s).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        return twice.Count == 0
            ? seeds
            : throw new UsageException($"Seeds \"{text}\" name {string.Join(", ", twice)} twice: each seed is one run; name it once.");
    }

    /// <summary>The same, where problems are collected: none are read where there are any.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="problems">What is wrong with it.</param>
    public static IReadOnlyList<int> Parse(string text, out IReadOnlyList<string> problems)
    {
        try
        {
            problems = [];
            return Parse(text);
        }
        catch (UsageException e)
        {
            problems = e.Problems;
            return [];
        }
    }

    /// <summary>The shortest text for the seeds: runs of three or more become ranges.</summary>
    public static string Format(IEnumerable<int> seeds)
    {
        var parts = new List<string>();
        var list = seeds.ToList();
        for (var i = 0; i < list.Count;)
        {
            var end = i;
            while (end + 1 < list.Count && list[end + 1] == list[end] + 1) end++;
            if (end - i >= 2) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{list[i]}-{list[end]}"));
            else for (var k = i; k <= end; k++) parts.Add(list[k].ToString(CultureInfo.InvariantCulture));
            i = end + 1;
        }

        return string.Join(", ", parts);
    }

    private static (int First, int Last) Range(string part)
    {
        var ends = part.Split('-');
        if (ends.Length is 1 or 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last)
            return (first, last);
        throw new UsageException($"Seeds have \"{part}\": a seed is a whole number from 0, a range is first-last such as 0-2.");
    }
}
