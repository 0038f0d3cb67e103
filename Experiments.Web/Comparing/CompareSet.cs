using System.Globalization;

namespace Experiments.Web.Comparing;

/// <summary>What is compared, as the address says it: <c>1,2,3</c> are runs, <c>1,2;3,4</c> are groups, <c>1,2;</c> is one group.</summary>
/// <param name="Groups">The ids of each group, in order; a group of one is a run. No id stands twice.</param>
/// <param name="Refused">What was written there and is no id, as it was written.</param>
/// <param name="LeftOut">How many ids more than <see cref="Most"/> groups or <see cref="MostRuns"/> runs there were.</param>
public sealed record CompareSet(IReadOnlyList<IReadOnlyList<long>> Groups, IReadOnlyList<string> Refused, int LeftOut)
{
    /// <summary>Most runs or groups that are compared at a time.</summary>
    public const int Most = 50;

    /// <summary>Most runs in all groups together.</summary>
    public const int MostRuns = 200;

    /// <summary>All ids.</summary>
    public IEnumerable<long> Runs => Groups.SelectMany(g => g);

    /// <summary>Whether several runs stand for one thing somewhere.</summary>
    public bool IsGrouped => Groups.Any(g => g.Count > 1);

    /// <summary>Reads what the address says. Nothing in it is an error: what is no id is named, what is too much is counted.</summary>
    public static CompareSet Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new CompareSet([], [], 0);
        var grouped = text.Contains(';', StringComparison.Ordinal);
        List<IReadOnlyList<long>> groups = [];
        List<string> refused = [];
        var seen = new HashSet<long>();
        var left = 0;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var group = new List<long>();
            foreach (var word in part.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0) refused.Add(word);
                else if (!seen.Add(id)) continue;
                else if (groups.Count >= Most || groups.Sum(g => g.Count) + group.Count >= MostRuns) left++;
                else if (grouped) group.Add(id);
                else groups.Add([id]);
            }

            if (group.Count > 0) groups.Add(group);
        }

        return new CompareSet(groups, refused, left);
    }

    /// <summary>The text that <see cref="Read"/> reads as these groups; empty for none.</summary>
    public static string Write(IReadOnlyList<IReadOnlyList<long>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var some = groups.Where(g => g.Count > 0).ToList();
        if (some.All(g => g.Count == 1)) return string.Join(',', some.Select(g => Id(g[0])));
        return string.Join(';', some.Select(g => string.Join(',', g.Select(Id)))) + (some.Count == 1 ? ";" : "");
    }

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}
