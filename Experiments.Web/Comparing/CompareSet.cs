using System.Globalization;

namespace Experiments.Web.Comparing;

/// <summary>A run or a group of runs in a comparison.</summary>
/// <param name="Slot">Its place in the address, from 0. What is removed leaves its place empty, so that the others keep their colours.</param>
/// <param name="Runs">Ids; one for a run.</param>
public sealed record CompareGroup(int Slot, IReadOnlyList<long> Runs);

/// <summary>What is compared, as the address says it: <c>1,2,3</c> are runs, <c>1,2;3,4</c> are groups, <c>1,2;</c> is one group.</summary>
/// <param name="Groups">The groups, in order. No id stands twice.</param>
/// <param name="Refused">What was written there and is no id, as it was written.</param>
/// <param name="LeftOut">How many ids more than <see cref="Most"/> groups or <see cref="MostRuns"/> runs there were.</param>
public sealed record CompareSet(IReadOnlyList<CompareGroup> Groups, IReadOnlyList<string> Refused, int LeftOut)
{
    /// <summary>Most runs or groups that are compared at a time.</summary>
    public const int Most = 50;

    /// <summary>Most runs in all groups together.</summary>
    public const int MostRuns = 200;

    /// <summary>What is said where there is more than that.</summary>
    public static string Limit { get; } = $"Compare takes {Most} runs or groups, at most {MostRuns} runs";

    /// <summary>Nothing.</summary>
    public static CompareSet Empty { get; } = new([], [], 0);

    /// <summary>All ids.</summary>
    public IEnumerable<long> Runs => Groups.SelectMany(g => g.Runs);

    /// <summary>A set of groups, in their order, with new places.</summary>
    public static CompareSet Of(IEnumerable<IReadOnlyList<long>> groups) => new([.. groups.Where(g => g.Count > 0).Select((g, i) => new CompareGroup(i, g))], [], 0);

    /// <summary>Whether so many groups and runs are compared at a time.</summary>
    public static bool Takes(IEnumerable<IReadOnlyList<long>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var (count, runs) = (0, 0);
        foreach (var group in groups)
        {
            (count, runs) = (count + 1, runs + group.Count);
            if (count > Most || runs > MostRuns) return false;
        }

        return true;
    }

    /// <summary>Reads what the address says. Nothing in it is an error: what is no id is named, what is too much is counted.</summary>
    public static CompareSet Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Empty;
        var parts = text.Contains(';', StringComparison.Ordinal) ? text.Split(';').Select(p => p.Split(',')) : text.Split(',').Select(p => new[] { p });
        List<CompareGroup> groups = [];
        List<string> refused = [];
        var seen = new HashSet<long>();
        var (slot, left) = (0, 0);
        foreach (var part in parts)
        {
            var group = new List<long>();
            foreach (var word in part.Select(w => w.Trim()).Where(w => w.Length > 0))
            {
                if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0) refused.Add(word);
                else if (!seen.Add(id)) continue;
                else if (groups.Count >= Most || groups.Sum(g => g.Runs.Count) + group.Count >= MostRuns) left++;
                else group.Add(id);
            }

            if (group.Count > 0) groups.Add(new CompareGroup(slot, group));
            slot++;
        }

        // An address with more empty places than that was not written here.
        return new CompareSet(groups.Any(g => g.Slot >= 2 * Most) ? Of(groups.Select(g => g.Runs)).Groups : groups, refused, left);
    }

    /// <summary>The text that <see cref="Read"/> reads as these groups at these places; empty for none.</summary>
    public string Write()
    {
        if (Groups.Count == 0) return "";
        var (grouped, places) = (Groups.Any(g => g.Runs.Count > 1), new string[Groups.Max(g => g.Slot) + 1]);
        foreach (var group in Groups) places[group.Slot] = string.Join(',', group.Runs.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return string.Join(grouped ? ';' : ',', places) + (grouped && places.Length == 1 ? ";" : "");
    }

    /// <summary>The set with one more run, in the first place after all others.</summary>
    public CompareSet With(long run) => Runs.Contains(run) ? this : this with { Groups = [.. Groups, new CompareGroup(Groups.Count == 0 ? 0 : Groups.Max(g => g.Slot) + 1, [run])] };

    /// <summary>The set without what stands at a place.</summary>
    public CompareSet Without(int slot) => this with { Groups = [.. Groups.Where(g => g.Slot != slot)] };
}
